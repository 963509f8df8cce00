using Sweep.Contracts.Spec;

namespace Sweep.Coordinator.Store;

/// <summary>
/// A notice about a sweep that has not been delivered yet, as far as is known. It is stored together with the event it reports.
/// </summary>
public sealed record OwedNotice
{
    /// <summary>A unique id, by which a receiver recognizes a notice that is delivered twice.</summary>
    public required string Id { get; init; }

    public required NoticeKind Kind { get; init; }

    /// <summary>True for the operator's webhook, false for the one that the spec names.</summary>
    public required bool IsForOperator { get; init; }

    /// <summary>When the event occurred.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>One or two sentences for people.</summary>
    public required string Text { get; init; }

    /// <summary>The sweep's counts at that time; the same holds for the following fields.</summary>
    public required long Trials { get; init; }

    public required long TrialsCompleted { get; init; }

    public required long TrialsFailed { get; init; }

    /// <summary>See <see cref="SweepRecord.Spent"/>.</summary>
    public required TimeSpan Spent { get; init; }
}

/// <summary>A notice and its sweep.</summary>
/// <param name="Webhook">The webhook that the sweep's spec names; null when it names none.</param>
public sealed record SweepNotice(string Sweep, OwedNotice Notice, Webhook? Webhook);
