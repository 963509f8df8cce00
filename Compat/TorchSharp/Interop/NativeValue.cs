using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>An argument or result as it crosses to libsweep_torch.so; mirrors <c>Value</c> in sweep_torch.h.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct NativeValue
{
    [FieldOffset(0)] public ValueKind Kind;
    [FieldOffset(4)] public int Length;
    [FieldOffset(8)] public long Integer;
    [FieldOffset(8)] public double Real;
    [FieldOffset(8)] public nint Handle;
}
