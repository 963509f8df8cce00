namespace Sweep.Contracts.Architectures;

/// <summary>
/// The filters of one convolution that can be removed one by one, with everything that goes with them. Filter i makes
/// channel i, and that channel runs through <see cref="Followers"/> into input i of <see cref="Consumer"/>.
/// </summary>
/// <param name="Conv">Filter i is row i of its weight, and entry i of its bias.</param>
/// <param name="Followers">
/// Norms, and depthwise convolutions, that see the channel alone: entry (row) i of each of their tensors goes with filter i.
/// The norms' shift has to go too, or a removed channel would live on as a constant.
/// </param>
/// <param name="Consumer">A <see cref="Conv"/> or <see cref="Linear"/>: column i of its weight goes with filter i.</param>
public sealed record FilterGroup(Conv Conv, IReadOnlyList<Layer> Followers, Layer Consumer)
{
    public string Name => Conv.Name;

    /// <summary>How many filters there are.</summary>
    public int Count => Conv.Out;
}
