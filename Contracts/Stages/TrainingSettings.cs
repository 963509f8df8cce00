using System.Text.Json.Serialization;

namespace Sweep.Contracts.Stages;

/// <summary>How a stage trains, the spec's <c>training</c> block.</summary>
public sealed record TrainingSettings
{
    public int Epochs { get; init; } = 30;

    /// <summary>Images a step.</summary>
    public int Batch { get; init; } = 128;

    public Optimizer Optimizer { get; init; } = Optimizer.Sgd;

    /// <summary>Peak learning rate.</summary>
    public double Lr { get; init; } = 0.05;

    /// <summary>Nesterov momentum of SGD; not used by AdamW.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>On the weights of convolutions and linear layers only; biases and norms are not decayed.</summary>
    public double WeightDecay { get; init; } = 5e-4;

    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.OneCycle;

    /// <summary>Step schedule: positions in 0…1 of the run at which the rate is multiplied by <see cref="StepFactor"/>.</summary>
    public IReadOnlyList<double> StepAt { get; init; } = [0.5, 0.75];

    public double StepFactor { get; init; } = 0.1;

    /// <summary>Share of the probability given to all classes evenly, 0…1 (Szegedy et al. 2016).</summary>
    public double LabelSmoothing { get; init; }

    public Precision Precision { get; init; } = Precision.Fp32;

    /// <summary>Empty means images as they are.</summary>
    public IReadOnlyList<Augmentation> Augment { get; init; } = [Augmentation.Crop, Augmentation.Flip];
}

[JsonConverter(typeof(KebabCaseEnumConverter<Optimizer>))]
public enum Optimizer
{
    Sgd,

    [JsonStringEnumMemberName("adamw")]
    AdamW,
}

[JsonConverter(typeof(KebabCaseEnumConverter<LearningRateSchedule>))]
public enum LearningRateSchedule
{
    OneCycle,
    Cosine,
    Step,
    Constant,
}

[JsonConverter(typeof(KebabCaseEnumConverter<Precision>))]
public enum Precision
{
    Fp32,

    /// <summary>fp32 with TF32 matrix units on CUDA; the same as fp32 on a CPU.</summary>
    Tf32,

    /// <summary>Convolutions and linear layers in bf16; batch norm, loss and master weights in fp32.</summary>
    Bf16,
}

[JsonConverter(typeof(KebabCaseEnumConverter<Augmentation>))]
public enum Augmentation
{
    /// <summary>Random crop after padding by an eighth of the side (4 pixels at 32).</summary>
    Crop,

    /// <summary>Mirror left to right, half of the time.</summary>
    Flip,
}
