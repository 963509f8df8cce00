namespace Sweep.Worker.Checkpoints.Safetensors;

/// <summary>One tensor as a header describes it.</summary>
/// <param name="Type">As the format writes it, such as <c>F32</c>.</param>
/// <param name="Begin">Of its first byte, from the begin of the data.</param>
/// <param name="End">One past its last byte.</param>
public sealed record TensorEntry(string Name, string Type, IReadOnlyList<long> Shape, long Begin, long End)
{
    public long Bytes => End - Begin;

    public string ShapeText => $"[{string.Join(", ", Shape)}]";
}
