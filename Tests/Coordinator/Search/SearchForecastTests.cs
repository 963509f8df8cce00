using Sweep.Coordinator.Search;
using Sweep.Tests.Coordinator.Planning;

namespace Sweep.Tests.Coordinator.Search;

public sealed class SearchForecastTests
{
    [Fact]
    public void Of_OneShot_BisectsUpToTheResolution()
    {
        var forecast = SearchForecast.Of(
            MakeSpec.With("  sparsity: { search: break-point }\n  seed: [1, 2]", "pruning: { schedule: one-shot }")
        );

        // The ends of the range only; seven levels between them; bisecting 98 levels takes at most seven steps.
        Assert.Equal((4, 18, 18), (forecast.Least.TrialCount, forecast.Expected.TrialCount, forecast.Most.TrialCount));
    }

    [Fact]
    public void Of_Iterative_RisesToTheUsualBreakOrTheEnd()
    {
        var forecast = SearchForecast.Of(MakeSpec.With("  sparsity: { search: break-point, to: 0.99, resolution: 0.1 }"));

        // 0 and 10 %; up to 99 %, the first level with a loss; all eleven levels.
        Assert.Equal((2, 11, 11), (forecast.Least.TrialCount, forecast.Expected.TrialCount, forecast.Most.TrialCount));
    }

    [Fact]
    public void Of_Seeds_GivesLeastExpectedAndMost()
    {
        var forecast = SearchForecast.Of(
            MakeSpec.With(
                "  mode: [fine-tuned, from-scratch]\n  sparsity: [0, 0.8, 0.9, 0.95]\n  seed: { until: resolved, most: 6 }",
                "pretrain: { vgg16: { dataset: cifar10 } }"
            )
        );

        Assert.Equal(
            (2 * 4 * 3, 2 * 4 * 3, 2 * 4 * 6),
            (forecast.Least.TrialCount, forecast.Expected.TrialCount, forecast.Most.TrialCount)
        );
    }

    [Fact]
    public void Of_Stop_EndsAfterTheUsualBreak()
    {
        var forecast = SearchForecast.Of(MakeSpec.With("  sparsity: [0, 0.5, 0.8, 0.9, 0.95, 0.98]", "stop: { below: 10 }"));

        Assert.Equal((2, 5, 6), (forecast.Least.TrialCount, forecast.Expected.TrialCount, forecast.Most.TrialCount));
    }
}
