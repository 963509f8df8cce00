using System.Text.Json.Serialization;

namespace Sweep.Contracts.Spec;

/// <summary>What a trial's network starts from.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<TrialMode>))]
public enum TrialMode
{
    /// <summary>Random weights.</summary>
    FromScratch,

    /// <summary>What the spec's <c>pretrain</c> block names for the architecture.</summary>
    FineTuned,
}
