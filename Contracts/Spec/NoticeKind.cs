using System.Text.Json.Serialization;

namespace Sweep.Contracts.Spec;

/// <summary>The events of a sweep of which people can be notified.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<NoticeKind>))]
public enum NoticeKind
{
    /// <summary>All of its trials are done.</summary>
    Completed,

    /// <summary>It has ended, and some of its trials failed.</summary>
    Failed,

    /// <summary>It runs, but none of its stages is executed, and no connected worker could execute one.</summary>
    Stalled,

    /// <summary>It is paused because it has used up its <see cref="SweepLimits.GpuHours"/>.</summary>
    Budget,
}
