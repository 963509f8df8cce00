using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>From start up to, without, stop; int64 when all three are whole numbers, else float32.</summary>
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var whole = Inferred(start) == ScalarType.Int64 && Inferred(stop) == ScalarType.Int64 && Inferred(step) == ScalarType.Int64;
        var type = dtype ?? (whole ? ScalarType.Int64 : ScalarType.Float32);
        return Finish(Aten.arange_start_step.Call(start, stop, step, type, Argument.None, InitializeDevice(device)), requires_grad, null);
    }

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(Aten.linspace.Call(start, end, steps, dtype ?? ScalarType.Float32, Argument.None, InitializeDevice(device)), requires_grad, null);

    public static Tensor eye(
        long rows, long columns = -1L, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finish(Aten.eye_m.Call(rows, columns < 0 ? rows : columns, dtype ?? ScalarType.Float32, Argument.None, InitializeDevice(device)), requires_grad, names);

    public static Tensor empty_strided(
        long[] size, long[] strides, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finish(Aten.empty_strided.Call(size, strides, dtype, Argument.None, InitializeDevice(device)), requires_grad, names);
}
