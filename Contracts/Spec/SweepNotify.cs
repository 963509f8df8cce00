namespace Sweep.Contracts.Spec;

/// <summary>Whom to notify of which events, the spec's <c>notify</c>.</summary>
/// <param name="On">The events in written order; never empty.</param>
public sealed record SweepNotify(Webhook Webhook, IReadOnlyList<NoticeKind> On)
{
    public bool Equals(SweepNotify? other) => other is not null && Webhook == other.Webhook && On.SequenceEqual(other.On);

    public override int GetHashCode() => HashCode.Combine(Webhook, On.Count);
}
