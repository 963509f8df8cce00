namespace Sweep.Contracts.Spec;

/// <summary>Whom to tell what of a sweep: the spec's <c>notify</c>.</summary>
/// <param name="On">In written order; never empty.</param>
public sealed record SweepNotify(Webhook Webhook, IReadOnlyList<NoticeKind> On)
{
    public bool Equals(SweepNotify? other) => other is not null && Webhook == other.Webhook && On.SequenceEqual(other.On);

    public override int GetHashCode() => HashCode.Combine(Webhook, On.Count);
}
