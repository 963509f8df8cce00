using Sweep.Worker.Models;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sweep.Tests.Worker.Models;

/// <summary>
/// Compares with PyTorch's results for the same weights and images, which Reference/make_reference.py computed in double precision.
/// </summary>
[Trait(TestDevice.Trait, TestDevice.Any)]
public sealed class NetworkReferenceTests
{
    private const double Tolerance = 1e-4;

    /// <summary>Fourteen batch norms over few numbers multiply the rounding errors of fp32; a wrong formula differs by far more.</summary>
    private const double TrainingTolerance = 1e-3;

    public static TheoryData<string> Names => [.. ReferenceCase.All.Select(reference => reference.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_RunningStatistics_EqualsPyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var reference = Find(name);
        using var network = Build(reference);

        using var guard = no_grad();
        AssertClose(reference.EvalLogits, network.Forward(Images(reference), training: false), Tolerance);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_Training_LogitsGradientsAndStatisticsEqualPyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var reference = Find(name);
        using var network = Build(reference);
        var labels = tensor(Enumerable.Range(0, reference.Batch).Select(i => (long)(i % reference.Classes)).ToArray())
            .to(TestDevice.Device);

        var logits = network.Forward(Images(reference), reference.Training);
        var flat = network.Gradient(F.cross_entropy(logits, labels));

        AssertClose(reference.TrainLogits, logits.detach(), TrainingTolerance);
        Assert.Equal(network.Flat.shape, flat.shape);
        foreach (var view in network.Parameters)
        {
            AssertClose(view.Name, reference.Gradients[view.Name], view.In(flat), reference.GradientTolerance, Scale(reference, view.Name));
        }

        foreach (var (statistic, fingerprint) in reference.Statistics)
        {
            AssertClose(statistic, fingerprint, network.State[statistic], TrainingTolerance);
        }
    }

    private static ReferenceCase Find(string name) => ReferenceCase.All.Single(reference => reference.Name == name);

    private static Network Build(ReferenceCase reference)
    {
        var network = new Network(reference.Definition.Architecture(), device: TestDevice.Device);
        foreach (var (name, state) in network.State)
        {
            state.copy_(tensor(FormulaTensors.Of(name, state.shape), state.shape));
        }

        return network;
    }

    private static Tensor Images(ReferenceCase reference)
    {
        long[] shape = [reference.Batch, 3, reference.Image, reference.Image];
        var pixels = FormulaTensors.Noise("images", shape.Aggregate((product, length) => product * length));
        var images = tensor(pixels.Select(u => (float)(4 * u)).ToArray(), shape).to(TestDevice.Device);
        return images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
    }

    /// <summary>
    /// A bias before a batch norm has no effect, so its gradient is a rounding error, compared on the scale of the weight's gradient.
    /// </summary>
    private static double Scale(ReferenceCase reference, string name) =>
        name.EndsWith(".bias", StringComparison.Ordinal) ? reference.Gradients[name[..^".bias".Length] + ".weight"][1] : 0;

    private static void AssertClose(float[] expected, Tensor actual, double tolerance)
    {
        var scale = expected.Max(Math.Abs);
        Assert.All(expected.Zip(actual.Numbers<float>()), pair => Assert.Equal(pair.First, pair.Second, tolerance * scale));
    }

    private static void AssertClose(string name, double[] fingerprint, Tensor actual, double tolerance, double scale = 0)
    {
        var values = actual.Numbers<float>();
        var probe = FormulaTensors.Noise("probe " + name, values.Length);
        scale = Math.Max(scale, fingerprint[1]);
        var norm = Math.Sqrt(values.Sum(value => (double)value * value));
        var projection = values.Zip(probe, (value, direction) => value * direction).Sum();
        Assert.True(
            Math.Abs(fingerprint[0] - projection) < tolerance * scale,
            $"{name}: projection {projection} instead of {fingerprint[0]}"
        );
        Assert.True(Math.Abs(fingerprint[1] - norm) < tolerance * scale, $"{name}: norm {norm} instead of {fingerprint[1]}");
    }
}
