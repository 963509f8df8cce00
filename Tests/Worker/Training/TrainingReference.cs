using System.Text.Json;
using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;
using Sweep.Tests.Worker.Models;
using Sweep.Worker.Data;
using Sweep.Worker.Models;

namespace Sweep.Tests.Worker.Training;

/// <summary>The results of Reference/make_reference.py, and its inputs computed again.</summary>
/// <param name="Draws">
/// For each of an epoch's 40 images, in order: the image, the crop's offset to the right and down in pixels, and 1 if mirrored. Seed 3,
/// epoch 1, side 16.
/// </param>
internal sealed record TrainingReference(
    TrainingReference.RandomNumbers Random,
    IReadOnlyList<int[]> Draws,
    IReadOnlyList<TrainingReference.Case> Rates,
    IReadOnlyList<TrainingReference.Case> Optimizers,
    IReadOnlyList<TrainingReference.Case> Trainings
)
{
    public const int Classes = 4;

    /// <summary>The seed of the images' order.</summary>
    public const int Seed = 2;

    private const int Images = 20;
    private const int Side = 8;

    private static readonly Lazy<TrainingReference> _file = new(() =>
    {
        using var stream = typeof(TrainingReference).Assembly.GetManifestResourceStream("training.json")!;
        return JsonSerializer.Deserialize<TrainingReference>(stream, JsonSerializerOptions.Web)!;
    });

    public static TrainingReference All => _file.Value;

    /// <summary>Names in the order of a training's <see cref="Case.Weights"/>.</summary>
    public static IReadOnlyList<string> Parameters { get; } = ["conv.weight", "fc.weight", "bn.weight", "bn.bias", "fc.bias"];

    public static InputNormalisation Input { get; } = new([0.4, 0.5, 0.6], [0.2, 0.25, 0.3]);

    public static ImageSet Set { get; } =
        new(
            [.. FormulaTensors.Noise("pixels", Images * 3 * Side * Side).Select(u => (byte)((u + 0.5) * 256))],
            [.. Enumerable.Range(0, Images).Select(i => i % Classes)],
            Side
        );

    public static Network Network()
    {
        var architecture = new Architecture(
            "tiny",
            Side,
            Classes,
            [
                new Conv("conv", In: 3, Out: 4, Kernel: 3, Stride: 1, Padding.Symmetric, IsDepthwise: false, Bias: false),
                new Norm("bn", 4, 1e-5),
                new Activation(),
                new AveragePool(1),
                new Flatten(),
                new Linear("fc", 4, Classes),
            ]
        );
        var network = new Network(architecture, device: TestDevice.Device);
        foreach (var view in network.Parameters)
        {
            var state = network.State[view.Name];
            using var values = TorchSharp.torch.tensor(FormulaTensors.Of(view.Name, state.shape), state.shape);
            state.copy_(values);
        }

        return network;
    }

    /// <summary>Random numbers of seed 1, for the order of images in epoch 3.</summary>
    /// <param name="Bits">At the indices 0, 1 and 1000, like all others except the permutation.</param>
    internal sealed record RandomNumbers(ulong[] Bits, double[] Uniform, double[] Normal, int[] Permutation);

    /// <summary>A case of any kind; each kind uses some of the values.</summary>
    internal sealed record Case
    {
        public Optimizer Optimizer { get; init; }

        public double Momentum { get; init; }

        public double WeightDecay { get; init; }

        public LearningRateSchedule Schedule { get; init; }

        public double Lr { get; init; }

        public IReadOnlyList<double> StepAt { get; init; } = [];

        public double StepFactor { get; init; }

        public double LabelSmoothing { get; init; }

        public int Splits { get; init; }

        public int Steps { get; init; }

        public double[] Rates { get; init; } = [];

        /// <summary>The value at each step.</summary>
        public double[] Losses { get; init; } = [];

        /// <summary>The value after each step.</summary>
        public double[][] Weights { get; init; } = [];

        /// <summary>The running means and then the variances after the last step.</summary>
        public double[] Statistics { get; init; } = [];

        public TrainingSettings Settings =>
            new()
            {
                Epochs = 3,
                Batch = 8,
                Optimizer = Optimizer,
                Lr = Lr,
                Momentum = Momentum,
                WeightDecay = WeightDecay,
                Schedule = Schedule,
                StepAt = StepAt,
                StepFactor = StepFactor,
                LabelSmoothing = LabelSmoothing,
                Augment = [],
            };
    }
}
