using Sweep.Contracts.Spec.Identity;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Planning;

namespace Sweep.Tests.Coordinator.Planning;

/// <summary>
/// The name that people see for a stage: enough to tell it from every other stage of its sweep, and nothing that all of them share.
/// </summary>
public sealed class StageNameTests
{
    private const string Modes = """
        name: x
        grid: { dataset: cifar10, architecture: [vgg16, mobilenet], mode: [fine-tuned, from-scratch], sparsity: [0, 0.9], seed: [1, 2] }
        pretrain: { vgg16: { weights: timm/vgg16_bn.tv_in1k }, mobilenet: { dataset: cifar100, epochs: 1 } }
        """;

    [Theory]
    [InlineData("name: x\ngrid: { dataset: mnist, architecture: vgg16 }", "train")]
    [InlineData("name: x\ngrid: { dataset: mnist, architecture: vgg16, seed: [1, 2] }", "train · seed 1, train · seed 2")]
    [InlineData(
        "name: x\ngrid: { dataset: mnist, architecture: vgg16, sparsity: [0, 0.9813, 0.99999] }",
        "train, prune to 98.13 %, prune to 99.999 %"
    )]
    [InlineData(
        "name: x\ngrid: { width: [0.25, 1], architecture: vgg16, dataset: [mnist, svhn] }",
        "train · width 0.25 · mnist, train · width 0.25 · svhn, train · width 1 · mnist, train · width 1 · svhn"
    )]
    [InlineData(
        "name: x\ngrid: { dataset: mnist, architecture: vgg16, sparsity: 0.5, training.lr: [0.1, 0.2] }\npruning: { lr: 0.01 }",
        "train · training.lr 0.1, prune to 50 % · training.lr 0.1, train · training.lr 0.2, prune to 50 % · training.lr 0.2"
    )]
    [InlineData(
        "name: x\ngrid: { dataset: mnist, architecture: vgg16, sparsity: 0.5, pruning.epochs: [1, 2] }",
        "train, prune to 50 % · pruning.epochs 1, prune to 50 % · pruning.epochs 2"
    )]
    public void Of_StagesOfASweep_NamesWhatVaries(string spec, string expected) =>
        Assert.Equal(expected.Split(", ").Order(), NamesOf(spec).Order());

    [Fact]
    public void Of_TwoModes_NamesTheStartingPoint()
    {
        var names = NamesOf(Modes).ToList();

        Assert.Contains("pretrain on cifar100 · mobilenet", names);
        Assert.Contains("fine-tune · mobilenet · seed 1", names);
        Assert.Contains("train · mobilenet · seed 1", names);
        Assert.Contains("prune to 90 % · mobilenet · fine-tuned · seed 1", names);
        Assert.Contains("prune to 90 % · mobilenet · from-scratch · seed 1", names);
    }

    [Theory]
    [InlineData(Modes)]
    [InlineData(
        "name: x\ngrid: { dataset: mnist, architecture: vgg16, sparsity: [0, 0.5, 0.9], pruning.schedule: [one-shot, iterative, gradual], seed: [1, 2] }"
    )]
    [InlineData(
        "name: x\ngrid: { dataset: mnist, architecture: vgg16, sparsity: [0, 0.9], training.epochs: [1, 2], batch-norm: [true, false], criterion: [magnitude, random], samples: [100, all], augment: [none, [flip]] }\npruning: { epochs: 3, lr: 0.01 }"
    )]
    public void Of_StagesOfASweep_AreUnique(string spec) => Assert.Equal(Expand(spec).StageCount, NamesOf(spec).Distinct().Count());

    [Fact]
    public void Of_StageWithoutASweep_NamesTheUsualAxes()
    {
        var tree = Expand(Modes);
        var leaf = Enumerable
            .Range(0, tree.StageCount)
            .First(stage => tree.Stage(stage) is { Kind: StageKind.Prune, Model.Architecture: "vgg16" });

        Assert.Equal(
            "prune to 90 % · fine-tuned · cifar10 · vgg16 · seed 1",
            StageName.Of(tree.Stage(leaf), tree.Stage(tree.Parent(leaf)), isPretrained: true, axes: null)
        );
    }

    private static StageTree Expand(string spec) => Expansion.Expand(SpecReading.Read(spec).Spec!);

    private static IEnumerable<string> NamesOf(string spec)
    {
        var tree = Expand(spec);
        return Enumerable
            .Range(0, tree.StageCount)
            .Select(stage =>
            {
                var train = stage;
                while (train >= 0 && tree.Stage(train).Kind == StageKind.Prune)
                    train = tree.Parent(train);
                var top = tree.Stage(train);
                return StageName.Of(
                    tree.Stage(stage),
                    top.Kind == StageKind.Train ? top : null,
                    top.Weights is not null || top.Parent is not null,
                    [.. StageName.Varying(tree.Spec)]
                );
            });
    }
}
