using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static unsafe partial class autograd
    {
        /// <summary>Gradients of <paramref name="outputs"/> by each of <paramref name="inputs"/>, which keep their own gradients as they were.</summary>
        public static IList<Tensor> grad(
            IList<Tensor> outputs,
            IList<Tensor> inputs,
            IList<Tensor>? grad_outputs = null,
            bool retain_graph = false,
            bool create_graph = false,
            bool allow_unused = false)
        {
            nint[] from = Handles(outputs), to = Handles(inputs), given = Handles(grad_outputs), found = new nint[to.Length];
            fixed (nint* outs = from, ins = to, seeds = given, gradients = found)
            {
                var status = Native.sweep_autograd_grad(
                    outs, from.Length, ins, to.Length, seeds, given.Length, retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, gradients);
                KeepAlive(outputs, inputs, grad_outputs);
                Native.Check(status);
            }

            // Null where an unused input was allowed, as in TorchSharp an invalid tensor.
            return Array.ConvertAll(found, handle => new Tensor(handle));
        }

        public static void backward(
            IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            nint[] from = Handles(tensors), given = Handles(grad_tensors), to = Handles(inputs);
            fixed (nint* outs = from, seeds = given, ins = to)
            {
                var status = Native.sweep_autograd_backward(
                    outs, from.Length, seeds, given.Length, (retain_graph ?? create_graph) ? 1 : 0, create_graph ? 1 : 0, ins, to.Length);
                KeepAlive(tensors, grad_tensors, inputs);
                Native.Check(status);
            }
        }

        private static nint[] Handles(IList<Tensor>? tensors) => tensors is null ? [] : [.. tensors.Select(t => t.Handle)];

        private static void KeepAlive(params ReadOnlySpan<IList<Tensor>?> lists)
        {
            foreach (var list in lists)
                GC.KeepAlive(list);
        }
    }
}
