using System.Text.Json.Serialization;

namespace Sweep.Contracts.States;

/// <summary>Where a sweep stands.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<SweepState>))]
public enum SweepState
{
    /// <summary>Its ready stages are handed out.</summary>
    Running,

    /// <summary>Nothing is handed out; workers save what they were at and give it back.</summary>
    Paused,

    /// <summary>Every trial has its result.</summary>
    Completed,

    /// <summary>Nothing is left to do, and some trials failed.</summary>
    Failed,

    Cancelled,
}
