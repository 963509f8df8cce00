#pragma once
#include <ATen/core/Tensor.h>

// A new reference to the tensor behind a handle.
inline at::Tensor borrow(void* handle) {
    auto* impl = static_cast<c10::TensorImpl*>(handle);
    if (impl == nullptr)
        return at::Tensor();
    c10::raw::intrusive_ptr::incref(impl);
    return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(impl));
}

// Hands the reference over to the caller, who releases it with sweep_tensor_release.
inline void* release(at::Tensor tensor) {
    return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}
