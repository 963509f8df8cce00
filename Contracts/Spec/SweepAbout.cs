namespace Sweep.Contracts.Spec;

/// <summary>
/// What people say of a sweep, and whom it is told to: the spec's <c>description</c>, <c>tags</c>, <c>notes</c> and <c>notify</c>. It changes
/// nothing of what is executed.
/// </summary>
public sealed record SweepAbout
{
    public static SweepAbout None { get; } = new();

    /// <summary>One line; empty for none.</summary>
    public string Description { get; init; } = "";

    /// <summary>Words to find sweeps by, in written order.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Any text; empty for none.</summary>
    public string Notes { get; init; } = "";

    /// <summary>Null for nobody.</summary>
    public SweepNotify? Notify { get; init; }

    public bool Equals(SweepAbout? other) =>
        other is not null
        && Description == other.Description
        && Notes == other.Notes
        && Notify == other.Notify
        && Tags.SequenceEqual(other.Tags, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Description, Notes, Tags.Count);
}
