#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>

#include "sweep_torch.h"
#include "tensors.h"

namespace {
torch::autograd::variable_list to_variables(void** handles, int32_t count) {
    torch::autograd::variable_list list;
    list.reserve(count);
    for (int32_t i = 0; i < count; i++)
        list.push_back(borrow(handles[i]));
    return list;
}
}  // namespace

// Writes `inputs` handles to `gradients`; null where an unused input was allowed.
SWEEP_API Status sweep_autograd_grad(void** outputs, int32_t output_count, void** inputs, int32_t input_count,
                                     void** output_gradients, int32_t output_gradient_count,
                                     int32_t retain_graph, int32_t create_graph, int32_t allow_unused, void** gradients) {
    return guarded([&] {
        auto found = torch::autograd::grad(
            to_variables(outputs, output_count), to_variables(inputs, input_count),
            to_variables(output_gradients, output_gradient_count), retain_graph != 0, create_graph != 0, allow_unused != 0);
        for (size_t i = 0; i < found.size(); i++)
            gradients[i] = release(std::move(found[i]));
    });
}

SWEEP_API Status sweep_autograd_backward(void** tensors, int32_t count, void** gradients, int32_t gradient_count,
                                         int32_t retain_graph, int32_t create_graph, void** inputs, int32_t input_count) {
    return guarded([&] {
        torch::autograd::backward(to_variables(tensors, count), to_variables(gradients, gradient_count), retain_graph != 0,
                                  create_graph != 0, to_variables(inputs, input_count));
    });
}

SWEEP_API int32_t sweep_tensor_requires_grad(void* handle) { return borrow(handle).requires_grad(); }

SWEEP_API Status sweep_tensor_set_requires_grad(void* handle, int32_t value) {
    return guarded([&] { borrow(handle).set_requires_grad(value != 0); });
}

SWEEP_API int32_t sweep_tensor_is_leaf(void* handle) { return borrow(handle).is_leaf(); }

SWEEP_API Status sweep_tensor_grad(void* handle, void** gradient) {
    return guarded([&] { *gradient = release(borrow(handle).grad()); });
}

SWEEP_API Status sweep_tensor_set_grad(void* handle, void* gradient) {
    return guarded([&] { borrow(handle).mutable_grad() = borrow(gradient); });
}

// Grad mode is a property of the calling thread.
SWEEP_API int32_t sweep_grad_enabled() { return c10::GradMode::is_enabled(); }
SWEEP_API void sweep_set_grad_enabled(int32_t value) { c10::GradMode::set_enabled(value != 0); }

SWEEP_API int32_t sweep_inference_enabled() { return c10::InferenceMode::is_enabled(); }
SWEEP_API void* sweep_inference_enter(int32_t value) { return new c10::InferenceMode(value != 0); }
SWEEP_API void sweep_inference_leave(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }
