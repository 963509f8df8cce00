// The C interface between Compat/TorchSharp and libtorch.
// A tensor handle is an owned reference to libtorch's TensorImpl; null stands for the undefined tensor.
// Every function that can fail returns a Status; the message of the last failure on a thread is sweep_last_error().
#pragma once
#include <cstdint>

#define SWEEP_API extern "C" __attribute__((visibility("default")))

enum Status : int32_t { Ok = 0, Failed = 1 };

enum Kind : int32_t { None = 0, TensorKind = 1, Int = 2, Double = 3, Bool = 4, IntList = 5, DoubleList = 6, TensorList = 7, Device = 8, String = 9 };

// An argument or a result. Lists: `payload.list` points to `length` cells of eight bytes (integers, doubles, handles).
// Device: `length` is libtorch's device type, `payload.integer` the index (-1: the current one).
struct Value {
    int32_t kind;
    int32_t length;
    union {
        int64_t integer;
        double real;
        void* handle;
        void* list;
    } payload;
};

static_assert(sizeof(Value) == 16, "mirrored by NativeValue.cs");

// Runs `body`, turning any C++ exception into Failed and a message.
Status guarded_failure() noexcept;

template <typename Body>
Status guarded(Body body) noexcept {
    try {
        body();
        return Ok;
    } catch (...) {
        return guarded_failure();
    }
}
