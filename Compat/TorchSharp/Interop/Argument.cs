namespace TorchSharp.Interop;

/// <summary>
/// One argument of an operator. It keeps the managed object it came from, so that a tensor cannot be finalized while libtorch works on it.
/// </summary>
internal readonly struct Argument
{
    private readonly object? _source;
    private readonly NativeValue _value;

    private Argument(ValueKind kind, object? source) => (_source, _value) = (source, new NativeValue { Kind = source is null ? ValueKind.None : kind });

    private Argument(NativeValue value) => _value = value;

    public static readonly Argument None;

    /// <summary>Eight-byte cells the content of a list needs beside the argument itself.</summary>
    public int Cells => _value.Kind switch
    {
        ValueKind.IntList => ((long[])_source!).Length,
        ValueKind.DoubleList => ((double[])_source!).Length,
        ValueKind.TensorList => ((torch.Tensor?[])_source!).Length,
        ValueKind.String => (System.Text.Encoding.UTF8.GetByteCount((string)_source!) + 7) / 8,
        _ => 0,
    };

    public object? Source => _source;

    public static implicit operator Argument(torch.Tensor? value) => new(ValueKind.Tensor, value);
    public static implicit operator Argument(torch.Tensor?[]? value) => new(ValueKind.TensorList, value);
    public static implicit operator Argument(long[]? value) => new(ValueKind.IntList, value);
    public static implicit operator Argument(double[]? value) => new(ValueKind.DoubleList, value);
    public static implicit operator Argument(string? value) => new(ValueKind.String, value);
    public static implicit operator Argument(long value) => new(new NativeValue { Kind = ValueKind.Int, Integer = value });
    public static implicit operator Argument(double value) => new(new NativeValue { Kind = ValueKind.Double, Real = value });
    public static implicit operator Argument(bool value) => new(new NativeValue { Kind = ValueKind.Bool, Integer = value ? 1 : 0 });
    public static implicit operator Argument(long? value) => value is { } given ? given : None;
    public static implicit operator Argument(double? value) => value is { } given ? given : None;
    public static implicit operator Argument(torch.ScalarType value) => (long)value;
    public static implicit operator Argument(torch.ScalarType? value) => value is { } given ? given : None;
    public static implicit operator Argument(Scalar? value) => value is null ? None : new(value.Value);

    public static implicit operator Argument(torch.Device? value) =>
        value is null ? None : new(new NativeValue { Kind = ValueKind.Device, Length = (int)value.type, Integer = value.index });

    /// <summary>Writes the argument to <paramref name="target"/>, a list's content to <paramref name="cells"/>, which it moves on.</summary>
    public unsafe void Pack(NativeValue* target, ref long* cells)
    {
        *target = _value;
        switch (_value.Kind)
        {
            case ValueKind.Tensor:
                target->Handle = ((torch.Tensor)_source!).Handle;
                return;
            case ValueKind.IntList:
                var integers = (long[])_source!;
                integers.CopyTo(new Span<long>(cells, integers.Length));
                Finish(target, ref cells, integers.Length, integers.Length);
                return;
            case ValueKind.DoubleList:
                var reals = (double[])_source!;
                reals.CopyTo(new Span<double>(cells, reals.Length));
                Finish(target, ref cells, reals.Length, reals.Length);
                return;
            case ValueKind.TensorList:
                var tensors = (torch.Tensor?[])_source!;
                for (var i = 0; i < tensors.Length; i++)
                    cells[i] = tensors[i]?.Handle ?? 0;
                Finish(target, ref cells, tensors.Length, tensors.Length);
                return;
            case ValueKind.String:
                var bytes = System.Text.Encoding.UTF8.GetBytes((string)_source!);
                bytes.CopyTo(new Span<byte>(cells, bytes.Length));
                Finish(target, ref cells, bytes.Length, (bytes.Length + 7) / 8);
                return;
        }
    }

    private static unsafe void Finish(NativeValue* target, ref long* cells, int length, int used)
    {
        target->Length = length;
        target->Handle = (nint)cells;
        cells += used;
    }
}
