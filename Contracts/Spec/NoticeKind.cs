using System.Text.Json.Serialization;

namespace Sweep.Contracts.Spec;

/// <summary>What somebody can be told of a sweep.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<NoticeKind>))]
public enum NoticeKind
{
    /// <summary>All of its trials are done.</summary>
    Completed,

    /// <summary>It has ended, and some of its trials failed.</summary>
    Failed,

    /// <summary>It runs, but nothing of it is executed, and nobody who is there could.</summary>
    Stalled,

    /// <summary>It is paused, as it has used up its <see cref="SweepLimits.GpuHours"/>.</summary>
    Budget,
}
