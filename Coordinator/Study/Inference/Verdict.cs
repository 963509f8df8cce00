using System.Text.Json.Serialization;
using Sweep.Contracts;

namespace Sweep.Coordinator.Study.Inference;

/// <summary>What a comparison of the two modes says.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Verdict>))]
public enum Verdict
{
    /// <summary>The interval of the gain is above zero: fine-tuned networks can be pruned further.</summary>
    Further,

    /// <summary>It is below zero.</summary>
    LessFar,

    /// <summary>It includes zero, or the grid ends before both modes lose their accuracy.</summary>
    Unresolved,

    /// <summary>One of the modes has no figure, or nothing says how well the gain is known.</summary>
    NoAnswer,
}
