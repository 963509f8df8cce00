using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public bool requires_grad
        {
            get => Native.sweep_tensor_requires_grad(Handle) != 0;
            set => Native.Check(Native.sweep_tensor_set_requires_grad(Handle, value ? 1 : 0));
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public bool is_leaf => Native.sweep_tensor_is_leaf(Handle) != 0;

        /// <summary>What <see cref="backward()"/> left; null before.</summary>
        public Tensor? grad
        {
            get
            {
                nint gradient;
                Native.Check(Native.sweep_tensor_grad(Handle, &gradient));
                return gradient == 0 ? null : new Tensor(gradient);
            }

            set => Native.Check(Native.sweep_tensor_set_grad(Handle, value?.Handle ?? 0));
        }

        public void backward() => autograd.backward([this]);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);

        /// <summary>The same memory, outside the graph.</summary>
        public Tensor detach() => Aten.detach.Call(this);

        public Tensor detach_() => Aten.detach_.CallInPlace(this);

        public Tensor alias() => Aten.alias.Call(this);
    }
}
