#include <c10/util/Exception.h>

#include <string>

#include "sweep_torch.h"

namespace {
thread_local std::string last_error;
}

Status guarded_failure() noexcept {
    try {
        throw;
    } catch (const c10::Error& error) {
        last_error = error.what_without_backtrace();
    } catch (const std::exception& error) {
        last_error = error.what();
    } catch (...) {
        last_error = "an unknown C++ exception";
    }
    return Failed;
}

// The message of the last failure on this thread; valid until the next one.
SWEEP_API const char* sweep_last_error() { return last_error.c_str(); }
