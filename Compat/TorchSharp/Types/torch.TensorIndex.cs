using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>One dimension's part of an indexing expression, as in Python's <c>t[1, :, 2:4, ..., mask]</c>.</summary>
    public struct TensorIndex
    {
        internal enum Kind
        {
            None,
            Single,
            Null,
            Ellipsis,
            Bool,
            Tensor,
            Slice,
        }

        internal Kind kind;
        internal long? start;
        internal long? stop;
        internal long? step;
        internal Tensor? tensor;

        public static TensorIndex Ellipsis = new() { kind = Kind.Ellipsis };

        /// <summary>Adds a dimension of size one.</summary>
        public static TensorIndex None = new() { kind = Kind.None };

        /// <summary>Adds a dimension of size one, as <see cref="None"/>.</summary>
        public static TensorIndex Null = new() { kind = Kind.Null };

        public static TensorIndex Colon = Slice();

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { kind = Kind.Slice, start = start, stop = stop, step = step };

        public static TensorIndex Slice((int? start, int? end) range) => Slice(range.start, range.end);

        public static TensorIndex Slice(Range range) => Slice(
            range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value,
            !range.End.IsFromEnd ? range.End.Value : range.End.Value == 0 ? null : -range.End.Value);

        public static TensorIndex Bool(bool value) => new() { kind = Kind.Bool, start = value ? 1 : 0 };

        public static TensorIndex Single(long? index) => new() { kind = Kind.Single, start = index };

        public static TensorIndex Tensor(Tensor tensor) => new() { kind = Kind.Tensor, tensor = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);
    }

    /// <summary>Applies what views can express (numbers, slices, new dimensions) and leaves the tensors for aten::index.</summary>
    internal static (Tensor View, Tensor?[]? Indices) ResolveIndices(Tensor self, TensorIndex[] indices)
    {
        var consumed = indices.Count(i => i.kind is TensorIndex.Kind.Single or TensorIndex.Kind.Slice)
            + indices.Sum(i => i.kind != TensorIndex.Kind.Tensor ? 0 : i.tensor!.dtype == ScalarType.Bool ? (int)i.tensor.Dimensions : 1);
        var view = self.alias();
        var tensors = new List<Tensor?>();
        long dimension = 0;
        foreach (var index in indices)
        {
            var before = view;
            switch (index.kind)
            {
                case TensorIndex.Kind.Single:
                    view = view.select(dimension, index.start ?? throw new ArgumentException("An index without a number."));
                    break;
                case TensorIndex.Kind.Slice:
                    view = Aten.slice_Tensor.Call(view, dimension++, index.start, index.stop, index.step ?? 1);
                    break;
                case TensorIndex.Kind.Ellipsis:
                    dimension += self.Dimensions - consumed;
                    continue;
                case TensorIndex.Kind.None or TensorIndex.Kind.Null:
                    view = view.unsqueeze(dimension++);
                    break;
                case TensorIndex.Kind.Bool:
                    view = view.unsqueeze(dimension);
                    Place(tensors, dimension++, full(1, index.start == 1, ScalarType.Bool, self.device));
                    break;
                case TensorIndex.Kind.Tensor:
                    Place(tensors, dimension, index.tensor!);
                    dimension += index.tensor!.dtype == ScalarType.Bool ? index.tensor.Dimensions : 1;
                    continue;
            }

            before.Dispose();
        }

        return (view, tensors.Count == 0 ? null : [.. tensors]);
    }

    // Dimensions before a tensor that are taken whole stay null; a mask of several dimensions is one entry.
    private static void Place(List<Tensor?> tensors, long dimension, Tensor tensor)
    {
        var covered = tensors.Sum(t => t is { } placed && placed.dtype == ScalarType.Bool ? (int)placed.Dimensions : 1);
        for (; covered < dimension; covered++)
            tensors.Add(null);
        tensors.Add(tensor);
    }
}
