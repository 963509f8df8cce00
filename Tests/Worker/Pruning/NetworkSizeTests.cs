using Sweep.Contracts.Stages;
using Sweep.Worker.Pruning;

namespace Sweep.Tests.Worker.Pruning;

public sealed class NetworkSizeTests
{
    [Fact]
    public void Measure_DenseNetwork_CountsEverything()
    {
        var architecture = Layouts.Tiny("mobilenet");

        var size = NetworkSize.Measure(architecture, architecture.Spans(), architecture.AllKept(), Granularity.Weight);

        Assert.Equal(architecture.Parameters, size.Parameters);
        Assert.Equal(architecture.Parameters, size.ParametersNonzero);
        Assert.Equal(architecture.MultiplyAccumulates, size.Flops);
        Assert.Equal(size.Flops, size.FlopsEffective);
        Assert.Equal(4 * (architecture.Parameters + architecture.StatisticsCount), size.SizeBytes);
        Assert.Equal(0, size.Sparsity);
    }

    [Fact]
    public void Measure_WeightsRemoved_CountsEachAsOftenAsItIsUsed()
    {
        var architecture = Layouts.Tiny("vgg16");
        var spans = architecture.Spans();
        var kept = architecture.AllKept();
        kept[0] = false;
        kept[spans.Last(span => span.IsPrunable).Offset] = false;

        var size = NetworkSize.Measure(architecture, spans, kept, Granularity.Weight);

        // A weight of the first convolution is used at each of 32×32 pixels, a weight of the classifier once.
        Assert.Equal((32 * 32) + 1, size.Flops - size.FlopsEffective);
        Assert.Equal(2, size.Parameters - size.ParametersNonzero);
        Assert.Equal(2.0 / architecture.PrunableParameters, size.Sparsity);
        Assert.Equal(4 * (architecture.Parameters + architecture.StatisticsCount), size.SizeBytes);
    }
}
