using Sweep.Contracts.Stages;

namespace Sweep.Worker.Examination;

/// <summary>What a speed measurement trains.</summary>
public sealed record SpeedCase
{
    public required ModelSettings Model { get; init; }

    public int Batch { get; init; } = 128;

    public Precision Precision { get; init; } = Precision.Fp32;

    /// <summary>See <see cref="Running.EngineOptions.Deterministic"/>.</summary>
    public bool Deterministic { get; init; } = true;

    /// <summary>The most rounds that are timed.</summary>
    public int Rounds { get; init; } = 7;

    internal TrainingSettings Settings =>
        new()
        {
            Epochs = 1_000_000,
            Batch = Batch,
            Precision = Precision,
        };
}
