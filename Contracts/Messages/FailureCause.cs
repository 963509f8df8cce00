using System.Text.Json.Serialization;

namespace Sweep.Contracts.Messages;

/// <summary>Why an attempt failed; the cause decides what happens next.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<FailureCause>))]
public enum FailureCause
{
    /// <summary>An unexpected error of the stage or of the worker. Another attempt may help.</summary>
    Unknown,

    /// <summary>
    /// A fault of the stage itself: every attempt on every worker would end in the same way, for example when training diverges.
    /// </summary>
    Stage,

    /// <summary>The stage did not fit into memory. The next attempt splits each batch into smaller parts.</summary>
    OutOfMemory,

    /// <summary>The parent's checkpoint is missing, so the parent runs again first.</summary>
    MissingParent,

    /// <summary>
    /// The worker lacks the data that the stage requires, or has other data under that name. Another worker may have them. It does not
    /// count as a failure.
    /// </summary>
    OtherData,

    /// <summary>Like <see cref="OtherData"/>, but for the weights file from which the stage starts.</summary>
    OtherWeights,

    /// <summary>The attempt took longer than <see cref="RunStage.Timeout"/>.</summary>
    Timeout,
}
