using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Spec;

/// <summary>
/// The start of fine-tuned networks of one architecture: either published weights or a pretrain stage that the sweep runs itself.
/// </summary>
public sealed record PretrainSource
{
    /// <summary>The published weights; null when the sweep pre-trains itself.</summary>
    public WeightsSource? Weights { get; init; }

    /// <summary>The data of the pretrain stage; null with <see cref="Weights"/>.</summary>
    public DataSettings? Data { get; init; }

    /// <summary>The training of the pretrain stage; null with <see cref="Weights"/>.</summary>
    public TrainingSettings? Training { get; init; }

    /// <summary>The pretrain stage's own seed. It does not depend on the trials' seeds, so that all trials share the stage.</summary>
    public int Seed { get; init; }

    /// <summary>Line of the spec, from 1.</summary>
    public int Line { get; init; }
}
