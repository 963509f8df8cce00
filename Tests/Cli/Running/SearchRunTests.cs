namespace Sweep.Tests.Cli.Running;

/// <summary><c>sweep run</c> of a spec that searches.</summary>
public sealed class SearchRunTests : IDisposable
{
    private readonly RunFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    /// <summary>Of what is not trained no level loses anything, so all are tried, one after another.</summary>
    [Fact]
    public async Task Run_Search_TriesLevelByLevelAndEnds()
    {
        var (code, output, error) = await SweepProcess.RunAsync(_fixture.Noop(Spec()));

        Assert.Equal((0, ""), (code, error));
        Assert.Contains(
            "Sweep rising: 4 trials of 4 stages, 0 of them done, to begin with; at most 12 trials.",
            output,
            StringComparison.Ordinal
        );
        Assert.Equal(
            4,
            output.Split('\n').Count(line => line.Contains("The search goes on with 2 trials more.", StringComparison.Ordinal))
        );
        Assert.Contains("The search trained 12 of 12 trials.", output, StringComparison.Ordinal);
        await AssertAllAsync();

        (code, output, _) = await SweepProcess.RunAsync(_fixture.Noop(Spec()));
        Assert.Equal(0, code);
        Assert.Contains("Sweep rising is completed already: 12 trials of 12 stages, 12 of them done", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SearchKilledAtAnyRound_GoesOnWhereItWas()
    {
        var command = _fixture.Held(Spec());
        for (var death = 1; death <= 4; death++)
        {
            using var run = SweepProcess.Start(command);
            _fixture.Gate.Release(2);
            await run.ReadToAllAsync(["done    ", "done    ", .. death % 2 == 0 ? ["The search goes on"] : (string[])[]]);
            run.Signal("KILL");
            await run.EndAsync();
        }

        _fixture.Gate.Open();
        Assert.Equal(0, (await SweepProcess.RunAsync(command)).Code);
        await AssertAllAsync();
    }

    [Fact]
    public async Task Run_SearchIsExtended_KeepsWhatWasTried()
    {
        Assert.Equal(0, (await SweepProcess.RunAsync(_fixture.Noop(Spec()))).Code);
        var (code, output, _) = await SweepProcess.RunAsync(_fixture.Noop(Spec(to: 0.7), "--extend"));

        Assert.Equal(0, code);
        Assert.Contains("Extended sweep rising: +4 trials", output, StringComparison.Ordinal);
        await AssertAllAsync([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
    }

    private string Spec(double to = 0.5) =>
        _fixture.Write(
            "rising.yaml",
            FormattableString.Invariant(
                $$"""
                name: rising
                grid:
                  dataset: mnist
                  architecture: vgg16
                  sparsity: { search: break-point, to: {{to}}, resolution: 0.1 }
                  seed: [1, 2]
                training: { epochs: 1 }
                pruning: { epochs: 1 }
                """
            )
        );

    private async Task AssertAllAsync(params double[] levels)
    {
        var trials = await _fixture.TrialsAsync("rising");
        Assert.All(trials, trial => Assert.Equal("completed", (string?)trial!["state"]));
        Assert.Equal(
            from level in levels is [] ? [0, 0.1, 0.2, 0.3, 0.4, 0.5] : levels
            from seed in (int[])[1, 2]
            select (level, seed),
            trials.Select(trial => ((double)trial!["sparsity"]!, (int)trial["seed"]!))
        );
    }
}
