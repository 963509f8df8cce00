using Sweep.Contracts.States;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger.Keeping;

public sealed partial class KeptLedgerTests
{
    [Fact]
    public async Task ReadTrials_InEveryState_GivesStateResultAndError()
    {
        var sample = new SampleSweep("s", "a", "b", "c", "c/d", "e");
        await CreateAsync(sample);
        await CompleteAsync("a");
        await StartAsync("b");
        await ParkAsync(await StartAsync("c"));

        var trials = await TrialsAsync("s");

        Assert.Equal([0, 1, 2, 3], trials.Select(trial => trial.Index));
        Assert.Equal(
            [TrialState.Completed, TrialState.Running, TrialState.Failed, TrialState.Pending],
            trials.Select(trial => trial.State)
        );
        Assert.Equal([null, null, "no data", null], trials.Select(trial => trial.Error));
        var first = trials[0];
        Assert.Equal(
            ("s", "mnist", "vgg16", "from-scratch", 0.5, 1),
            (first.Sweep, first.Dataset, first.Architecture, first.Mode, first.Sparsity, first.Seed)
        );
        Assert.Equal((SampleSweep.Id("a"), "hash of s", "0.25"), (first.StageId, first.SpecHash, first.Axes["width"]));
        Assert.Equal(SampleSweep.Result().PerClass, first.Result!.PerClass);
        Assert.Equal(SampleSweep.Result().Duration, first.Result.Duration);
        Assert.Empty(trials[1].Axes);
    }

    [Fact]
    public async Task ReadTrials_OfACancelledSweep_KeepsResults()
    {
        await CreateAsync(new SampleSweep("s", "a", "b"));
        await CompleteAsync("a");
        await _ledger.SetStateAsync("s", SweepState.Running, SweepState.Cancelled);

        Assert.Equal([TrialState.Completed, TrialState.Cancelled], (await TrialsAsync("s")).Select(trial => trial.State));
    }

    [Fact]
    public async Task ReadTrials_WhileStagesEnd_IsOneSnapshot()
    {
        await CreateAsync(new SampleSweep("s", "a", "b"));
        var states = new List<TrialState>();
        await foreach (var trial in _ledger.Reader.ReadTrialsAsync("s", Stop))
        {
            states.Add(trial.State);
            if (trial.Index == 0)
                await CompleteAsync("b");
        }

        Assert.Equal([TrialState.Pending, TrialState.Pending], states);
    }

    [Fact]
    public async Task ReadTrials_ResultWithNaN_IsKept()
    {
        await CreateAsync(new SampleSweep("s", "a"));
        await _ledger.CompleteAsync(await StartAsync("a"), SampleSweep.Result() with { Loss = double.NaN }, [], _spent);

        Assert.Equal(double.NaN, Assert.Single(await TrialsAsync("s")).Result!.Loss);
    }

    [Fact]
    public async Task ReadEpochs_ReportedTwice_KeepsTheLast()
    {
        await CreateAsync(new SampleSweep("s", "a"));
        var lease = await StartAsync("a");
        await _ledger.AddEpochAsync(lease, Epoch(2, 5));
        await _ledger.AddEpochAsync(lease, Epoch(1, double.NaN));
        await _ledger.AddEpochAsync(lease, Epoch(2, 6));

        var epochs = await _ledger.Reader.ReadEpochsAsync(lease.StageId, Stop);

        Assert.Equal([Epoch(1, double.NaN), Epoch(2, 6)], epochs);
        Assert.Empty(await _ledger.Reader.ReadEpochsAsync(SampleSweep.Id("other"), Stop));
    }
}
