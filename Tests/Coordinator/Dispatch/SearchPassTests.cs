using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Planning;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Dispatch;

/// <summary>Sweeps that search, on a coordinator and a worker that trains nothing.</summary>
public sealed class SearchPassTests
{
    private static readonly string _spec = MakeSpec.Text(
        "  sparsity: { search: break-point, to: 0.9, resolution: 0.1 }\n  seed: [1, 2]",
        "training: { epochs: 1 }\npruning: { epochs: 1, schedule: one-shot }"
    );

    [Fact]
    public async Task Search_OnAWorker_IsTriedWhereTheAccuracyBreaks()
    {
        await using var fixture = await DispatchFixture.StartAsync();
        var worker = await fixture.JoinAsync("w", slots: 2);
        var reply = await fixture.Control.SubmitAsync(_spec, null, replace: false, extend: false, DispatchFixture.Stop);
        Assert.Equal("Submitted sweep test: 4 trials of 4 stages to begin with, of at most 20 trials.", reply.Message);

        await WorkAsync(fixture, worker, rounds: 20);

        Assert.Equal(SweepState.Completed, await fixture.StateAsync("test"));
        Assert.Equal([0, 0.5, 0.6, 0.7, 0.9], await LevelsAsync(fixture));
        Assert.Equal(
            ["grown test by 2 trials", "grown test by 2 trials", "grown test by 2 trials"],
            fixture.Told.Where(told => told.StartsWith("grown", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Search_CoordinatorDiesAtEveryMoment_IsTheSame()
    {
        await using var fixture = await DispatchFixture.StartAsync();
        var worker = await fixture.JoinAsync("w", slots: 1);
        await fixture.Control.SubmitAsync(_spec, null, replace: false, extend: false, DispatchFixture.Stop);
        for (var round = 0; round < 40 && await fixture.StateAsync("test") == SweepState.Running; round++)
        {
            await WorkAsync(fixture, worker, rounds: 1);
            fixture.Restart();
            await worker.BeatAsync();
            await fixture.PassAsync();
            await worker.BeatAsync();
        }

        Assert.Equal(SweepState.Completed, await fixture.StateAsync("test"));
        Assert.Equal([0, 0.5, 0.6, 0.7, 0.9], await LevelsAsync(fixture));
    }

    [Fact]
    public async Task Search_PausedAndResumed_GoesOnAfterwards()
    {
        await using var fixture = await DispatchFixture.StartAsync();
        var worker = await fixture.JoinAsync("w", slots: 4);
        await fixture.Control.SubmitAsync(_spec, null, replace: false, extend: false, DispatchFixture.Stop);
        await fixture.PassAsync();
        await CompleteAllAsync(worker);
        await fixture.PassAsync();
        await CompleteAllAsync(worker);
        await fixture.Control.PauseAsync("test", DispatchFixture.Stop);
        await fixture.Coordinator.Search.RunAsync(DispatchFixture.Stop);
        Assert.Equal([0, 0.9], await LevelsAsync(fixture));

        await fixture.Control.ResumeAsync("test", DispatchFixture.Stop);
        await WorkAsync(fixture, worker, rounds: 20);

        Assert.Equal([0, 0.5, 0.6, 0.7, 0.9], await LevelsAsync(fixture));
    }

    [Fact]
    public async Task Search_PausedAndResumedWhileItIsLookedAt_GoesOnAfterwards()
    {
        await using var fixture = await DispatchFixture.StartAsync();
        var worker = await fixture.JoinAsync("w", slots: 4);
        await fixture.Control.SubmitAsync(_spec, null, replace: false, extend: false, DispatchFixture.Stop);
        await fixture.PassAsync();
        await CompleteAllAsync(worker);
        await fixture.PassAsync();
        await CompleteAllAsync(worker);
        fixture.Store.Before = async member =>
        {
            if (member != nameof(ILedgerReader.ReadTrialsAsync))
                return;
            fixture.Store.Before = _ => Task.CompletedTask;
            await fixture.Control.PauseAsync("test", DispatchFixture.Stop);
        };
        await fixture.Coordinator.Search.RunAsync(DispatchFixture.Stop);
        await fixture.Control.ResumeAsync("test", DispatchFixture.Stop);
        Assert.Equal([0, 0.9], await LevelsAsync(fixture));

        await WorkAsync(fixture, worker, rounds: 20);

        Assert.Equal([0, 0.5, 0.6, 0.7, 0.9], await LevelsAsync(fixture));
    }

    [Fact]
    public async Task Search_StoreIsAway_GoesOnWhenItIsBack()
    {
        await using var fixture = await DispatchFixture.StartAsync();
        var worker = await fixture.JoinAsync("w", slots: 4);
        await fixture.Control.SubmitAsync(_spec, null, replace: false, extend: false, DispatchFixture.Stop);
        await fixture.PassAsync();
        await CompleteAllAsync(worker);
        await fixture.PassAsync();
        await CompleteAllAsync(worker);
        await fixture.BreakAsync();
        await Assert.ThrowsAsync<SweepStoreException>(() => fixture.Coordinator.Search.RunAsync(DispatchFixture.Stop));
        await fixture.RepairAsync();

        await WorkAsync(fixture, worker, rounds: 20);

        Assert.Equal([0, 0.5, 0.6, 0.7, 0.9], await LevelsAsync(fixture));
    }

    /// <summary>Passes, searches, and ends what was handed out.</summary>
    private static async Task WorkAsync(DispatchFixture fixture, FakeWorker worker, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            await fixture.PassAsync();
            await CompleteAllAsync(worker);
            await fixture.Coordinator.Search.RunAsync(DispatchFixture.Stop);
        }
    }

    /// <summary>Up to 65 % nothing is lost, above it everything.</summary>
    private static async Task CompleteAllAsync(FakeWorker worker)
    {
        while (worker.Given.TryDequeue(out var command))
        {
            var result = SampleSweep.Result(command.Stage.Sparsity > 0.65 ? 20 : 90) with { PerClass = [] };
            await worker.EndAsync(new StageCompleted(command.Stage.Id, command.Attempt, worker.Id, result, []));
        }
    }

    private static async Task<IReadOnlyList<double>> LevelsAsync(DispatchFixture fixture)
    {
        var trials = new List<TrialResult>();
        await foreach (var trial in fixture.Ledger.Reader.ReadTrialsAsync("test", DispatchFixture.Stop))
            trials.Add(trial);
        return [.. trials.Select(trial => trial.Sparsity).Distinct().Order()];
    }
}
