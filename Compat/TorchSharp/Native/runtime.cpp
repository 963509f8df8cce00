// The process' settings: threads, devices, reduced precision, version.
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include "sweep_torch.h"

SWEEP_API int32_t sweep_threads() { return at::get_num_threads(); }
SWEEP_API Status sweep_set_threads(int32_t count) {
    return guarded([&] {
        // A thread's first parallel work, or question, would overwrite its count with the last one that any thread has set: ask first.
        at::get_num_threads();
        at::set_num_threads(count);
    });
}
SWEEP_API int32_t sweep_interop_threads() { return at::get_num_interop_threads(); }
SWEEP_API Status sweep_set_interop_threads(int32_t count) {
    return guarded([&] { at::set_num_interop_threads(count); });
}

SWEEP_API int32_t sweep_cuda_available() { return torch::cuda::is_available(); }
SWEEP_API int32_t sweep_cuda_count() { return static_cast<int32_t>(torch::cuda::device_count()); }
SWEEP_API int32_t sweep_cudnn_available() { return torch::cuda::cudnn_is_available(); }
SWEEP_API Status sweep_cuda_synchronize(int64_t device) {
    return guarded([&] { torch::cuda::synchronize(device); });
}

SWEEP_API int32_t sweep_tf32_matmul() { return at::globalContext().allowTF32CuBLAS(); }
SWEEP_API void sweep_set_tf32_matmul(int32_t value) { at::globalContext().setAllowTF32CuBLAS(value != 0); }
SWEEP_API int32_t sweep_tf32_cudnn() { return at::globalContext().allowTF32CuDNN(); }
SWEEP_API void sweep_set_tf32_cudnn(int32_t value) { at::globalContext().setAllowTF32CuDNN(value != 0); }


SWEEP_API const char* sweep_version() { return TORCH_VERSION; }
