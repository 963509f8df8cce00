using System.Text.Json.Serialization;

namespace Sweep.Contracts.Messages;

/// <summary>Why an attempt failed, as far as it decides what follows.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<FailureCause>))]
public enum FailureCause
{
    /// <summary>Not foreseen: the stage's fault or the worker's. Another attempt may help.</summary>
    Unknown,

    /// <summary>The stage's own: every attempt, on every worker, would end in the same way, as when training diverges.</summary>
    Stage,

    /// <summary>It did not fit into the memory. The next attempt works each batch off in smaller parts.</summary>
    OutOfMemory,

    /// <summary>The parent's checkpoint is gone: the parent runs again first.</summary>
    MissingParent,

    /// <summary>The worker has not the data that the stage is to see, or others under their name: another worker may have them. Not counted as a failure.</summary>
    OtherData,

    /// <summary>As <see cref="OtherData"/>, of the file of weights that the stage starts from.</summary>
    OtherWeights,

    /// <summary>It took longer than <see cref="RunStage.Timeout"/>.</summary>
    Timeout,
}
