using Sweep.Contracts.Stages;

namespace Sweep.Worker.Data;

/// <summary>A data set in memory as the spec's <c>data</c> block requests it: cut, renumbered and resized.</summary>
/// <param name="Name">The catalogue's name, such as <c>cifar10</c>.</param>
/// <param name="ClassNames">One name for each label; the label's original number when the format has no names.</param>
/// <param name="SplitDigest">
/// SHA-256 in hex over the names of the chosen images (record numbers or relative paths). Two machines with the same digest trained and
/// tested on the same images.
/// </param>
/// <param name="Fingerprint">See <see cref="DataSettings.Fingerprint"/>.</param>
public sealed record Dataset(
    string Name,
    ImageSet Train,
    ImageSet Test,
    IReadOnlyList<string> ClassNames,
    string SplitDigest,
    string Fingerprint
)
{
    public int Classes => ClassNames.Count;

    /// <summary>Bytes of memory that its pixels and labels take.</summary>
    public long Bytes => Train.Pixels.LongLength + Test.Pixels.LongLength + sizeof(int) * ((long)Train.Count + Test.Count);
}
