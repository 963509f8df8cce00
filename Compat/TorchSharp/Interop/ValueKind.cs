namespace TorchSharp.Interop;

/// <summary>Mirrors <c>Kind</c> in sweep_torch.h.</summary>
internal enum ValueKind
{
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    IntList = 5,
    DoubleList = 6,
    TensorList = 7,
    Device = 8,
    String = 9,
}
