using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Spec;

/// <summary>What fine-tuned networks of one architecture start from: either published weights or a stage that the sweep runs itself.</summary>
public sealed record PretrainSource
{
    /// <summary>Null when the sweep pre-trains itself.</summary>
    public WeightsSource? Weights { get; init; }

    /// <summary>Null with <see cref="Weights"/>.</summary>
    public DataSettings? Data { get; init; }

    /// <summary>Null with <see cref="Weights"/>.</summary>
    public TrainingSettings? Training { get; init; }

    /// <summary>The pretrain stage's own; trials' seeds do not reach it, so that they share it.</summary>
    public int Seed { get; init; }

    public int Line { get; init; }
}
