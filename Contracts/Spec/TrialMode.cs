using System.Text.Json.Serialization;

namespace Sweep.Contracts.Spec;

/// <summary>The weights from which a trial's network starts.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<TrialMode>))]
public enum TrialMode
{
    /// <summary>Random weights.</summary>
    FromScratch,

    /// <summary>The weights that the spec's <c>pretrain</c> block names for the architecture.</summary>
    FineTuned,
}
