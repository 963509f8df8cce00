// Calls any ATen operator through libtorch's dispatcher, so that a new operator needs no new C function.
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/jit_type.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "sweep_torch.h"
#include "tensors.h"

namespace {

// What a call needs to know of an operator's schema, looked up once.
struct Operator {
    c10::OperatorHandle handle;
    std::vector<c10::IValue> defaults;      // None where the schema has no default
    std::vector<bool> has_default;
    std::vector<bool> is_float;             // integers are widened: dispatch is strict about int and float
    std::vector<bool> is_optional_tensors;  // `Tensor?[]`, the indices of aten::index
};

Operator* find(const char* name, const char* overload) {
    auto handle = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
    auto* op = new Operator{handle, {}, {}, {}, {}};
    for (const auto& argument : handle.schema().arguments()) {
        auto type = argument.type();
        if (auto optional = type->cast<c10::OptionalType>())
            type = optional->getElementType();
        auto list = type->cast<c10::ListType>();
        op->has_default.push_back(argument.default_value().has_value());
        op->defaults.push_back(argument.default_value().has_value() ? *argument.default_value() : c10::IValue());
        op->is_float.push_back(type->kind() == c10::TypeKind::FloatType);
        op->is_optional_tensors.push_back(list && list->getElementType()->kind() == c10::TypeKind::OptionalType);
    }
    return op;
}

template <typename T>
c10::List<T> to_list(const Value& value) {
    c10::List<T> list;
    list.reserve(value.length);
    auto* items = static_cast<const T*>(value.payload.list);
    for (int32_t i = 0; i < value.length; i++)
        list.push_back(items[i]);
    return list;
}

c10::IValue to_tensors(const Value& value, bool optional) {
    auto** handles = static_cast<void**>(value.payload.list);
    if (optional) {
        c10::List<c10::optional<at::Tensor>> list;
        list.reserve(value.length);
        for (int32_t i = 0; i < value.length; i++)
            list.push_back(handles[i] ? c10::optional<at::Tensor>(borrow(handles[i])) : c10::nullopt);
        return list;
    }
    c10::List<at::Tensor> list;
    list.reserve(value.length);
    for (int32_t i = 0; i < value.length; i++)
        list.push_back(borrow(handles[i]));
    return list;
}

c10::IValue to_ivalue(const Value& value, const Operator& op, size_t position) {
    switch (value.kind) {
        case None: return c10::IValue();
        case TensorKind: return borrow(value.payload.handle);
        case Int:
            if (op.is_float[position])
                return static_cast<double>(value.payload.integer);
            return value.payload.integer;
        case Double: return value.payload.real;
        case Bool: return value.payload.integer != 0;
        case IntList: return to_list<int64_t>(value);
        case DoubleList: return to_list<double>(value);
        case TensorList: return to_tensors(value, op.is_optional_tensors[position]);
        case Device:
            return c10::Device(static_cast<c10::DeviceType>(value.length), static_cast<c10::DeviceIndex>(value.payload.integer));
        case String: return std::string(static_cast<const char*>(value.payload.list), value.length);
    }
    throw std::runtime_error("unknown kind of argument: " + std::to_string(value.kind));
}

void from_ivalue(c10::IValue&& item, Value& result) {
    result = Value{};
    if (item.isTensor()) {
        result.kind = TensorKind;
        result.payload.handle = release(std::move(item).toTensor());
    } else if (item.isInt()) {
        result.kind = Int;
        result.payload.integer = item.toInt();
    } else if (item.isDouble()) {
        result.kind = Double;
        result.payload.real = item.toDouble();
    } else if (item.isBool()) {
        result.kind = Bool;
        result.payload.integer = item.toBool();
    } else if (item.isTensorList()) {
        auto tensors = std::move(item).toTensorVector();
        auto** handles = static_cast<void**>(std::malloc(sizeof(void*) * std::max<size_t>(tensors.size(), 1)));
        for (size_t i = 0; i < tensors.size(); i++)
            handles[i] = release(std::move(tensors[i]));
        result.kind = TensorList;
        result.length = static_cast<int32_t>(tensors.size());
        result.payload.list = handles;
    } else if (!item.isNone()) {
        throw std::runtime_error("results of type " + item.tagKind() + " are not supported");
    }
}

}  // namespace

// Looks an operator up by name ("aten::add") and overload ("Tensor"; empty for the only one).
SWEEP_API Status sweep_operator_find(const char* name, const char* overload, void** op) {
    return guarded([&] { *op = find(name, overload); });
}

// Calls an operator. Trailing arguments that are left out take the schema's defaults.
// Writes at most `capacity` results; a list among them is freed with sweep_free, each handle with sweep_tensor_release.
SWEEP_API Status sweep_operator_call(void* op, const Value* arguments, int32_t count, Value* results, int32_t capacity) {
    // One stack a thread saves an allocation a call; the pool of it is swapped out so that a nested call has its own.
    static thread_local std::vector<c10::IValue> spare;
    std::vector<c10::IValue> stack;
    stack.swap(spare);
    auto status = guarded([&] {
        auto& target = *static_cast<Operator*>(op);
        const auto wanted = target.defaults.size();
        if (static_cast<size_t>(count) > wanted)
            throw std::runtime_error(toString(target.handle.operator_name()) + " takes " + std::to_string(wanted) + " arguments, not " + std::to_string(count));
        for (int32_t i = 0; i < count; i++)
            stack.push_back(to_ivalue(arguments[i], target, i));
        for (size_t i = count; i < wanted; i++) {
            if (!target.has_default[i])
                throw std::runtime_error(toString(target.handle.operator_name()) + " needs its argument " + std::to_string(i));
            stack.push_back(target.defaults[i]);
        }
        target.handle.callBoxed(stack);
        const auto returned = std::min<size_t>(stack.size(), capacity);
        for (size_t i = 0; i < returned; i++)
            from_ivalue(std::move(stack[i]), results[i]);
    });
    stack.clear();
    spare.swap(stack);
    return status;
}

SWEEP_API void sweep_free(void* list) { std::free(list); }
