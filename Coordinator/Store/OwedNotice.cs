using Sweep.Contracts.Spec;

namespace Sweep.Coordinator.Store;

/// <summary>What somebody is to be told of a sweep and, as far as is known, was not yet. It is stored together with what it tells of.</summary>
public sealed record OwedNotice
{
    /// <summary>Its own: whoever is told twice knows it by this.</summary>
    public required string Id { get; init; }

    public required NoticeKind Kind { get; init; }

    /// <summary>It is for the operator's webhook; else for the one that the spec names.</summary>
    public required bool IsForOperator { get; init; }

    /// <summary>When it became so.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>In a sentence or two for people.</summary>
    public required string Text { get; init; }

    /// <summary>Of the sweep, as it stood then; so are the others.</summary>
    public required long Trials { get; init; }

    public required long TrialsCompleted { get; init; }

    public required long TrialsFailed { get; init; }

    /// <summary>See <see cref="SweepRecord.Spent"/>.</summary>
    public required TimeSpan Spent { get; init; }
}

/// <summary>A notice with the sweep it is about.</summary>
/// <param name="Webhook">The one that the sweep's spec names; null when it names none.</param>
public sealed record SweepNotice(string Sweep, OwedNotice Notice, Webhook? Webhook);
