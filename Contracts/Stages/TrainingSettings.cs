using System.Text.Json.Serialization;

namespace Sweep.Contracts.Stages;

/// <summary>How a stage trains, the spec's <c>training</c> block.</summary>
public sealed record TrainingSettings
{
    public int Epochs { get; init; } = 30;

    /// <summary>Images per step.</summary>
    public int Batch { get; init; } = 128;

    public Optimizer Optimizer { get; init; } = Optimizer.Sgd;

    /// <summary>Peak learning rate.</summary>
    public double Lr { get; init; } = 0.05;

    /// <summary>Nesterov momentum of SGD; AdamW does not use it.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Weight decay of the weights of convolutions and linear layers; biases and norms are not decayed.</summary>
    public double WeightDecay { get; init; } = 5e-4;

    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.OneCycle;

    /// <summary>Step schedule: positions in the run, 0…1, at which the rate is multiplied by <see cref="StepFactor"/>.</summary>
    public IReadOnlyList<double> StepAt { get; init; } = [0.5, 0.75];

    /// <summary>Step schedule: the factor by which the rate is multiplied at each position.</summary>
    public double StepFactor { get; init; } = 0.1;

    /// <summary>Share of the probability that is distributed evenly over all classes, 0…1 (Szegedy et al. 2016).</summary>
    public double LabelSmoothing { get; init; }

    public Precision Precision { get; init; } = Precision.Fp32;

    /// <summary>Random changes to the training images; empty means none.</summary>
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

    /// <summary>fp32 with TF32 matrix units on CUDA; on a CPU the same as fp32.</summary>
    Tf32,

    /// <summary>Convolutions and linear layers in bf16; batch norm, loss and master weights in fp32.</summary>
    Bf16,
}

[JsonConverter(typeof(KebabCaseEnumConverter<Augmentation>))]
public enum Augmentation
{
    /// <summary>A random crop after padding by an eighth of the side (4 pixels at 32).</summary>
    Crop,

    /// <summary>A horizontal flip of half of the images, chosen at random.</summary>
    Flip,
}
