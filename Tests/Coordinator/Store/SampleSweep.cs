using System.Security.Cryptography;
using System.Text;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Store;

/// <summary>
/// A sweep to submit. Stages are written as <c>parent/child</c>, and each leaf is a trial: <c>a a/b a/c</c> has the trials b and c. A stage
/// <c>from-x</c> starts from the weights x.
/// </summary>
internal sealed class SampleSweep(string name, params string[] paths)
{
    private const string From = "from-";

    private readonly HashSet<string> _parents = [.. paths.Select(Parent).OfType<string>()];

    public NewSweep Sweep { get; init; } = Default(name);

    public IReadOnlyDictionary<string, double> Costs { get; init; } = new Dictionary<string, double>();

    public IEnumerable<NewStage> Stages => paths.Select(path => new NewStage(Definition(path), Cost(path), Chain(path), Uses(path)));

    public IEnumerable<NewTrial> Trials =>
        Leaves.Select(
            (path, index) =>
                new NewTrial
                {
                    Index = index,
                    Dataset = "mnist",
                    Architecture = "vgg16",
                    Mode = "from-scratch",
                    Sparsity = 0.5,
                    Seed = index + 1,
                    Axes = index % 2 == 0 ? new Dictionary<string, string> { ["width"] = "0.25" } : new Dictionary<string, string>(),
                    StageId = Id(path),
                }
        );

    public IEnumerable<string> Leaves => paths.Where(path => !_parents.Contains(path));

    public static NewSweep Default(string name) =>
        new()
        {
            Name = name,
            SpecHash = $"hash of {name}",
            SpecText = "name: x",
            Retries = 2,
        };

    public static StageId Id(string path) => new(BitConverter.ToUInt128(SHA256.HashData(Encoding.UTF8.GetBytes(path))));

    public static StageDefinition Definition(string path) =>
        new()
        {
            Id = Id(path),
            Kind = Parent(path) is null ? StageKind.Train : StageKind.Prune,
            Parent = Parent(path) is { } parent ? Id(parent) : null,
            Weights =
                path.StartsWith(From, StringComparison.Ordinal) && Parent(path) is null ? new WeightsSource(path[From.Length..]) : null,
            Data = new DataSettings
            {
                Dataset = "mnist",
                Samples = 1000,
                Classes = [0, 1, 2],
            },
            Model = new ModelSettings { Architecture = "vgg16", Width = 0.25 },
            Training = new TrainingSettings { Epochs = 2, Momentum = 0 },
            Pruning = Parent(path) is null ? null : new PruningSettings { Criterion = Criterion.Random },
            Sparsity = Parent(path) is null ? 0 : 0.5,
            Seed = path.Length,
        };

    public static StageResult Result(double top1 = 90) =>
        new()
        {
            Top1 = top1,
            Top5 = 99,
            Loss = 0.1,
            PerClass = [80, 100],
            Parameters = 100,
            ParametersNonzero = 50,
            Flops = 1000,
            FlopsEffective = 500,
            SizeBytes = 400,
            Sparsity = 0.5,
            Epochs = 2,
            Duration = TimeSpan.FromSeconds(3),
            ImagesPerSecond = 10,
            Device = "cpu",
            Versions = new Dictionary<string, string> { ["sweep"] = "1" },
        };

    private double Cost(string path) => Costs.GetValueOrDefault(path, 1);

    private double Chain(string path) => Cost(path) + paths.Where(other => Parent(other) == path).Select(Chain).DefaultIfEmpty().Max();

    private int Uses(string path) => Leaves.Count(leaf => leaf == path || leaf.StartsWith($"{path}/", StringComparison.Ordinal));

    private static string? Parent(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : null;
}
