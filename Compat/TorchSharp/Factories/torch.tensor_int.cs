namespace TorchSharp;

public static partial class torch
{
    public static Tensor tensor(int scalar, Device? device = null, bool requires_grad = false) =>
        FromSpan<int>([scalar], [], null, device, requires_grad, null);

    public static Tensor tensor(int[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromSpan<int>(rawArray, [rawArray.LongLength], dtype, device, requires_grad, names);

    public static Tensor tensor(int[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromSpan<int>(rawArray, dimensions, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<int> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromSpan<int>([.. rawArray], [rawArray.Count], dtype, device, requires_grad, names);

    public static Tensor tensor(IList<int> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromSpan<int>([.. rawArray], dimensions, dtype, device, requires_grad, names);

    public static Tensor tensor(Memory<int> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromSpan<int>(rawArray.Span, dimensions, dtype, device, requires_grad, names);

    public static Tensor tensor(IList<int> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromSpan<int>([.. rawArray], [rows, columns], dtype, device, requires_grad, names);

    public static Tensor tensor(IList<int> rawArray, long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromSpan<int>([.. rawArray], [dim0, dim1, dim2], dtype, device, requires_grad, names);

    public static Tensor tensor(int[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromArray(rawArray, dtype, device, requires_grad, names);

    public static Tensor tensor(int[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromArray(rawArray, dtype, device, requires_grad, names);

    public static Tensor tensor(int[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromArray(rawArray, dtype, device, requires_grad, names);
}
