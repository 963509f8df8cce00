using System.Text.Json.Serialization;

namespace Sweep.Contracts.Stages;

/// <summary>How a prune stage removes weights and continues training, the spec's <c>pruning</c> block.</summary>
public sealed record PruningSettings
{
    public Criterion Criterion { get; init; } = Criterion.Magnitude;

    public Granularity Granularity { get; init; } = Granularity.Weight;

    public Scope Scope { get; init; } = Scope.Global;

    public PruningSchedule Schedule { get; init; } = PruningSchedule.Iterative;

    /// <summary>Epochs of training at each level, after the removal (or during it, if gradual).</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>Peak learning rate of that training; null means a tenth of <see cref="TrainingSettings.Lr"/>.</summary>
    public double? Lr { get; init; }
}

[JsonConverter(typeof(KebabCaseEnumConverter<Criterion>))]
public enum Criterion
{
    Magnitude,
    Random,
}

[JsonConverter(typeof(KebabCaseEnumConverter<Granularity>))]
public enum Granularity
{
    Weight,

    /// <summary>Whole filters (output channels), ranked by their L1 norm (Li et al. 2017).</summary>
    Filter,
}

[JsonConverter(typeof(KebabCaseEnumConverter<Scope>))]
public enum Scope
{
    /// <summary>One ranking over the whole network.</summary>
    Global,

    /// <summary>The same share of every layer.</summary>
    Layer,
}

[JsonConverter(typeof(KebabCaseEnumConverter<PruningSchedule>))]
public enum PruningSchedule
{
    /// <summary>Every level starts from the dense network.</summary>
    OneShot,

    /// <summary>Every level starts from the one before it on the sparsity axis.</summary>
    Iterative,

    /// <summary>
    /// Every level starts from the dense network and is reached during training, along AGP's cubic curve (Zhu and Gupta 2017).
    /// </summary>
    Gradual,
}
