using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static unsafe partial class torch
{
    /// <summary>A tensor over the array's own memory when it stays on the CPU with its type; else a converted copy.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        var shape = new long[rawArray.Rank];
        for (var dim = 0; dim < shape.Length; dim++)
            shape[dim] = rawArray.GetLength(dim);
        return Finish(Converted(Wrap(rawArray, 0, shape), dtype, device), requires_grad, names);
    }

    /// <summary>A vector over the array's own memory: <paramref name="count"/> elements from <paramref name="offset"/> on, all when negative.</summary>
    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        if (offset < 0 || offset >= rawArray.LongLength)
            throw new ArgumentException($"invalid value for 'offset': {offset}");
        if (count < 0)
            count = rawArray.LongLength - offset;
        if (count > rawArray.LongLength - offset)
            throw new IndexOutOfRangeException($"element count is too large: {count}");
        return Finish(Converted(Wrap(rawArray, offset, [count]), dtype, CPU), requires_grad, null);
    }

    internal static Tensor FromSpan<T>(ReadOnlySpan<T> elements, ReadOnlySpan<long> shape, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
        where T : unmanaged
    {
        long count = 1;
        foreach (var size in shape)
            count *= size;
        if (count > elements.Length)
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {count} vs. {elements.Length}");
        var copy = empty(shape, ToScalarType(typeof(T)));
        elements[..(int)count].CopyTo(new Span<T>((void*)copy.Data, (int)count));
        return Finish(Converted(copy, dtype, device), requires_grad, names);
    }

    // Arrays of several dimensions: row-major in .NET as in libtorch.
    private static Tensor FromArray(Array elements, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
    {
        using var shared = from_array(elements);
        return Finish(Converted(shared.clone(), dtype, device), requires_grad, names);
    }

    private static Tensor Wrap(Array array, long offset, long[] shape)
    {
        var type = ToScalarType(array.GetType().GetElementType()!);
        var pin = GCHandle.Alloc(array, GCHandleType.Pinned);
        var size = array.LongLength == 0 ? 0 : Buffer.ByteLength(array) / array.LongLength;
        nint handle;
        fixed (long* sizes = shape)
        {
            var status = Native.sweep_tensor_wrap(
                (byte*)pin.AddrOfPinnedObject() + (offset * size), sizes, shape.Length, (int)type, &Unpin, GCHandle.ToIntPtr(pin), &handle);
            if (status != 0)
                pin.Free();
            Native.Check(status);
        }

        return new Tensor(handle);
    }

    // Called by libtorch when the last tensor over the array is gone.
    [UnmanagedCallersOnly]
    private static void Unpin(nint pin) => GCHandle.FromIntPtr(pin).Free();

    private static Tensor Converted(Tensor tensor, ScalarType? dtype, Device? device)
    {
        device = InitializeDevice(device);
        if ((dtype is null || dtype == tensor.dtype) && device.type == DeviceType.CPU)
            return tensor;
        using (tensor)
            return tensor.to(dtype ?? tensor.dtype, device);
    }

    private static Tensor Finish(Tensor tensor, bool requires_grad, string[]? names)
    {
        if (names is { Length: > 0 })
            throw new NotSupportedException("Named dimensions are not part of the stand-in for TorchSharp.");
        return requires_grad ? tensor.requires_grad_() : tensor;
    }

    private static ScalarType Inferred(Scalar value) => value.Type == ScalarType.Float64 ? ScalarType.Float32 : ScalarType.Int64;
}
