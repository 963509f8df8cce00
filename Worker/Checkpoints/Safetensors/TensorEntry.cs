namespace Sweep.Worker.Checkpoints.Safetensors;

/// <summary>One tensor as a header describes it.</summary>
/// <param name="Type">The format's name of its type, such as <c>F32</c>.</param>
/// <param name="Begin">Offset of its first byte from the start of the data, in bytes.</param>
/// <param name="End">Offset just past its last byte, in bytes.</param>
public sealed record TensorEntry(string Name, string Type, IReadOnlyList<long> Shape, long Begin, long End)
{
    public long Bytes => End - Begin;

    public string ShapeText => $"[{string.Join(", ", Shape)}]";
}
