// What a tensor is asked without an operator: its memory, shape, type and place.
#include "tensors.h"

#include <ATen/ATen.h>

#include "sweep_torch.h"

namespace {
c10::TensorImpl* impl(void* handle) { return static_cast<c10::TensorImpl*>(handle); }
}  // namespace

SWEEP_API void sweep_tensor_release(void* handle) {
    if (handle != nullptr)
        c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(impl(handle));
}

// A tensor over the caller's memory; `deleter(context)` runs when libtorch lets go of it.
SWEEP_API Status sweep_tensor_wrap(void* data, const int64_t* sizes, int32_t dimensions, int32_t type,
                                   void (*deleter)(void*), void* context, void** handle) {
    return guarded([&] {
        auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(type));
        *handle = release(at::from_blob(data, at::IntArrayRef(sizes, dimensions), [=](void*) { deleter(context); }, options));
    });
}

SWEEP_API int32_t sweep_tensor_dimensions(void* handle) { return static_cast<int32_t>(impl(handle)->dim()); }

SWEEP_API void sweep_tensor_sizes(void* handle, int64_t* sizes) {
    auto source = impl(handle)->sizes();
    std::copy(source.begin(), source.end(), sizes);
}

SWEEP_API void sweep_tensor_strides(void* handle, int64_t* strides) {
    auto source = impl(handle)->strides();
    std::copy(source.begin(), source.end(), strides);
}

SWEEP_API int64_t sweep_tensor_elements(void* handle) { return impl(handle)->numel(); }

SWEEP_API int64_t sweep_tensor_element_size(void* handle) { return static_cast<int64_t>(impl(handle)->itemsize()); }

SWEEP_API int64_t sweep_tensor_storage_offset(void* handle) { return impl(handle)->storage_offset(); }

SWEEP_API int32_t sweep_tensor_type(void* handle) {
    return static_cast<int32_t>(c10::typeMetaToScalarType(impl(handle)->dtype()));
}

SWEEP_API void sweep_tensor_device(void* handle, int32_t* type, int32_t* index) {
    auto device = impl(handle)->device();
    *type = static_cast<int32_t>(device.type());
    *index = device.index();
}

SWEEP_API int32_t sweep_tensor_is_contiguous(void* handle) { return impl(handle)->is_contiguous(); }

// The address of the first element; device memory for a device tensor.
SWEEP_API Status sweep_tensor_data(void* handle, void** data) {
    return guarded([&] { *data = borrow(handle).data_ptr(); });
}
