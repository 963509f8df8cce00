using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>A number or a boolean as an operator's argument.</summary>
public sealed class Scalar : IDisposable
{
    internal readonly NativeValue Value;

    internal Scalar(NativeValue value) => Value = value;

    private Scalar(long value)
        : this(new NativeValue { Kind = ValueKind.Int, Integer = value })
    {
    }

    private Scalar(double value)
        : this(new NativeValue { Kind = ValueKind.Double, Real = value })
    {
    }

    public torch.ScalarType Type => Value.Kind switch
    {
        ValueKind.Int => torch.ScalarType.Int64,
        ValueKind.Bool => torch.ScalarType.Bool,
        _ => torch.ScalarType.Float64,
    };

    internal double AsDouble => Value.Kind == ValueKind.Double ? Value.Real : Value.Integer;

    internal long AsInt64 => Value.Kind == ValueKind.Double ? (long)Value.Real : Value.Integer;

    public static implicit operator Scalar(byte value) => new((long)value);
    public static implicit operator Scalar(sbyte value) => new((long)value);
    public static implicit operator Scalar(short value) => new((long)value);
    public static implicit operator Scalar(int value) => new((long)value);
    public static implicit operator Scalar(long value) => new(value);
    public static implicit operator Scalar(Half value) => new((double)value);
    public static implicit operator Scalar(float value) => new((double)value);
    public static implicit operator Scalar(double value) => new(value);
    public static implicit operator Scalar(bool value) => new(new NativeValue { Kind = ValueKind.Bool, Integer = value ? 1 : 0 });

    /// <summary>Holds nothing to release; TorchSharp's is disposable.</summary>
    public void Dispose()
    {
    }
}
