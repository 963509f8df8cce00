using System.Buffers;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>
/// An ATen operator, named as in libtorch's native_functions.yaml ("add.Tensor"), looked up at its first call.
/// Arguments left out at the end take the schema's defaults. A call allocates nothing but its results.
/// </summary>
internal sealed class Operator(string name)
{
    // Enough for the shapes of any layer; longer lists (a concatenation of all gradients) borrow an array.
    private const int CellsOnStack = 64;

    private nint _handle;

    public Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        Span<NativeValue> results = stackalloc NativeValue[1];
        Invoke(arguments, results);
        return new Tensor(results[0].Handle);
    }

    public (Tensor, Tensor) CallPair(params ReadOnlySpan<Argument> arguments)
    {
        Span<NativeValue> results = stackalloc NativeValue[2];
        Invoke(arguments, results);
        return (new Tensor(results[0].Handle), new Tensor(results[1].Handle));
    }

    public unsafe Tensor[] CallList(params ReadOnlySpan<Argument> arguments)
    {
        Span<NativeValue> results = stackalloc NativeValue[1];
        Invoke(arguments, results);
        var handles = (nint*)results[0].Handle;
        var tensors = new Tensor[results[0].Length];
        for (var i = 0; i < tensors.Length; i++)
            tensors[i] = new Tensor(handles[i]);
        Native.sweep_free(handles);
        return tensors;
    }

    /// <summary>For operators that return a number or a boolean.</summary>
    public Scalar CallScalar(params ReadOnlySpan<Argument> arguments)
    {
        Span<NativeValue> results = stackalloc NativeValue[1];
        Invoke(arguments, results);
        return new Scalar(results[0]);
    }

    /// <summary>For operators that change their first argument: returns that instead of a second handle to it.</summary>
    public Tensor CallInPlace(params ReadOnlySpan<Argument> arguments)
    {
        Invoke(arguments, []);
        return (Tensor)arguments[0].Source!;
    }

    [SkipLocalsInit]
    private unsafe void Invoke(ReadOnlySpan<Argument> arguments, Span<NativeValue> results)
    {
        if (_handle == 0)
            Find();
        var cells = 0;
        foreach (ref readonly var argument in arguments)
            cells += argument.Cells;
        var rented = cells > CellsOnStack ? ArrayPool<long>.Shared.Rent(cells) : null;
        var onStack = stackalloc long[CellsOnStack];
        var packed = stackalloc NativeValue[arguments.Length];
        int status;
        fixed (long* onHeap = rented)
        fixed (NativeValue* returned = results)
        {
            var next = rented is null ? onStack : onHeap;
            for (var i = 0; i < arguments.Length; i++)
                arguments[i].Pack(packed + i, ref next);
            status = Native.sweep_operator_call(_handle, packed, arguments.Length, returned, results.Length);
        }

        foreach (ref readonly var argument in arguments)
            GC.KeepAlive(argument.Source);
        if (rented is not null)
            ArrayPool<long>.Shared.Return(rented);
        Native.Check(status);
    }

    internal unsafe void Find()
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        nint found;
        Native.Check(Native.sweep_operator_find("aten::" + (dot < 0 ? name : name[..dot]), dot < 0 ? "" : name[(dot + 1)..], &found));
        _handle = found;
    }
}
