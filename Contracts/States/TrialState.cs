using System.Text.Json.Serialization;

namespace Sweep.Contracts.States;

/// <summary>The state of a trial, which follows from its stages.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<TrialState>))]
public enum TrialState
{
    /// <summary>None of its own stages is running yet.</summary>
    Pending,

    Running,

    Completed,

    /// <summary>A stage on its path failed after all retries.</summary>
    Failed,

    Cancelled,
}
