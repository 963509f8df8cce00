namespace Sweep.Contracts.Architectures;

/// <summary>
/// The filters of one convolution that can be removed one by one, and everything that is removed with them. Filter i computes channel i,
/// which passes through <see cref="Followers"/> into input i of <see cref="Consumer"/>.
/// </summary>
/// <param name="Conv">The convolution; filter i is row i of its weight and entry i of its bias.</param>
/// <param name="Followers">
/// Norms and depthwise convolutions, which process each channel separately. Entry (row) i of each of their tensors is removed with filter
/// i. The norms' shift must be removed, too, or a removed channel would remain as a constant.
/// </param>
/// <param name="Consumer">A <see cref="Conv"/> or <see cref="Linear"/>; column i of its weight is removed with filter i.</param>
public sealed record FilterGroup(Conv Conv, IReadOnlyList<Layer> Followers, Layer Consumer)
{
    public string Name => Conv.Name;

    /// <summary>How many filters there are.</summary>
    public int Count => Conv.Out;
}
