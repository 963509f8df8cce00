namespace Sweep.Contracts.Spec;

/// <summary>
/// The description of a sweep for people, and whom to notify: the spec's <c>description</c>, <c>tags</c>, <c>notes</c> and <c>notify</c>.
/// It does not change what is executed.
/// </summary>
public sealed record SweepAbout
{
    public static SweepAbout None { get; } = new();

    /// <summary>A description in one line; empty for none.</summary>
    public string Description { get; init; } = "";

    /// <summary>Words by which sweeps can be found, in written order.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Free text; empty for none.</summary>
    public string Notes { get; init; } = "";

    /// <summary>Whom to notify; null for nobody.</summary>
    public SweepNotify? Notify { get; init; }

    public bool Equals(SweepAbout? other) =>
        other is not null
        && Description == other.Description
        && Notes == other.Notes
        && Notify == other.Notify
        && Tags.SequenceEqual(other.Tags, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Description, Notes, Tags.Count);
}
