using Sweep.Contracts.Results;
using Sweep.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Store;

public abstract partial class SweepStoreConformance
{
    [Fact]
    public async Task CreateSweep_New_IsRunningWithItsCounts()
    {
        Assert.True(await CreateAsync(new SampleSweep("s", "a", "a/b", "a/c", "d")));

        var sweep = await _store.FindSweepAsync("s", Stop);
        Assert.Equal((SweepState.Running, 0L, Now), (sweep!.State, sweep.Reused, sweep.Created));
        var counts = await _store.CountAsync("s", Stop);
        Assert.Equal(new StateCount(2, 1, 2), counts[StageState.Ready]);
        Assert.Equal(new StateCount(2, 2, 2), counts[StageState.Waiting]);
        Assert.Equal(new StateCount(4, 3, 4), counts.Open);
    }

    [Fact]
    public async Task CreateSweep_SameNameAndSpec_ChangesNothingAndReadsNothing()
    {
        var sample = new SampleSweep("s", "a");
        await CreateAsync(sample);
        await CompleteAsync("a");

        static IEnumerable<T> Never<T>()
        {
            Assert.Fail("Read although the sweep exists.");
            yield break;
        }

        Assert.False(await _store.CreateSweepAsync(sample.Sweep, Never<NewStage>(), Never<NewTrial>(), Stop));
        Assert.Equal(1, (await _store.CountAsync("s", Stop))[StageState.Completed].Stages);
    }

    [Fact]
    public async Task CreateSweep_SameNameOtherSpec_Throws()
    {
        await CreateAsync(new SampleSweep("s", "a"));

        var other = new SampleSweep("s", "b") { Sweep = new() { Name = "s", SpecHash = "other", SpecText = "" } };
        var error = await Assert.ThrowsAsync<SweepExistsException>(() => CreateAsync(other));
        Assert.Contains("'s'", error.Message, StringComparison.Ordinal);
        Assert.Null(await _store.FindStageAsync(SampleSweep.Id("b"), Stop));
    }

    [Fact]
    public async Task CreateSweep_BrokenOffHalfway_IsNotThereAndCanBeRepeated()
    {
        var sample = new SampleSweep("s", "a", "b");

        static IEnumerable<NewTrial> Broken()
        {
            throw new IOException("gone");
#pragma warning disable CS0162 // makes it an iterator, which throws when it is read
            yield break;
#pragma warning restore CS0162
        }

        await Assert.ThrowsAsync<IOException>(() => _store.CreateSweepAsync(sample.Sweep, sample.Stages, Broken(), Stop));
        Assert.Null(await _store.FindSweepAsync("s", Stop));
        Assert.Empty(await _store.ReadSweepsAsync(Stop));
        Assert.Empty(await TrialsAsync("s"));
        Assert.Empty(await _store.ReadReadyAsync("s", Now, 10, Stop));

        Assert.True(await CreateAsync(sample));
        Assert.Equal(new StateCount(2, 2, 2), (await _store.CountAsync("s", Stop)).Total);
    }

    [Fact]
    public async Task CreateSweep_SharedStages_AreReusedAsTheyStand()
    {
        await CreateAsync(new SampleSweep("first", "a", "a/b"));
        await CompleteAsync("a");

        await CreateAsync(new SampleSweep("second", "a", "a/b", "a/c"));

        Assert.Equal(1, (await _store.FindSweepAsync("second", Stop))!.Reused);
        Assert.Equal(["a/b", "a/c"], await ReadyAsync("second", "a", "a/b", "a/c"));
        await CompleteAsync("a/b");
        Assert.Equal(0, (await _store.CountAsync("first", Stop)).Open.Stages);
        Assert.Equal(1, (await _store.CountAsync("second", Stop)).Open.Stages);
        Assert.Equal(SampleSweep.Result().Top1, (await TrialsAsync("first"))[0].Result!.Top1);
        Assert.Equal([TrialState.Completed, TrialState.Pending], (await TrialsAsync("second")).Select(t => t.State));
    }

    [Fact]
    public async Task CreateSweep_SharesAParkedStage_TakesItUpAgain()
    {
        await CreateAsync(new SampleSweep("first", "a", "a/b"));
        await _store.ParkAsync(await StartAsync("a"), "no data", null, Stop);

        await CreateAsync(new SampleSweep("second", "a", "a/c"));

        Assert.Equal(["a"], await ReadyAsync("second", "a"));
        Assert.Equal(StageState.Waiting, await StateAsync("a/b"));
        Assert.Equal(new StateCount(2, 1, 2), (await _store.CountAsync("first", Stop)).Open);
        Assert.Equal(new StateCount(2, 1, 2), (await _store.CountAsync("second", Stop)).Open);
    }

    [Fact]
    public async Task DeleteSweep_SharedStages_StayForOthers()
    {
        var first = new SampleSweep("first", "a", "a/b");
        await CreateAsync(first);
        await CreateAsync(new SampleSweep("second", "a"));
        await CompleteAsync("a");

        Assert.True(await _store.DeleteSweepAsync("first", Stop));
        Assert.False(await _store.DeleteSweepAsync("first", Stop));

        Assert.Equal(["second"], (await _store.ReadSweepsAsync(Stop)).Select(sweep => sweep.Name));
        Assert.Empty(await TrialsAsync("first"));
        Assert.Equal(TrialState.Completed, (await TrialsAsync("second"))[0].State);
        await CreateAsync(first);
        Assert.Equal(["a/b"], await ReadyAsync("first", "a", "a/b"));
    }

    [Fact]
    public async Task SetSweepState_FromAnotherState_ChangesNothing()
    {
        await CreateAsync(new SampleSweep("s", "a"));

        Assert.False(await _store.SetSweepStateAsync("s", SweepState.Paused, SweepState.Completed, Stop));
        Assert.False(await _store.SetSweepStateAsync("other", SweepState.Running, SweepState.Completed, Stop));
        Assert.True(await _store.SetSweepStateAsync("s", SweepState.Running, SweepState.Paused, Stop));
        Assert.Equal(SweepState.Paused, (await _store.FindSweepAsync("s", Stop))!.State);
    }

    [Fact]
    public async Task RetryParked_AfterAFailure_FreesTheStageAndWhatItBlocks()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b", "a/b/c", "d"));
        await CompleteAsync("d");
        await _store.ParkAsync(await StartAsync("a"), "no data", "stack", Stop);

        Assert.Equal(1, await _store.RetryParkedAsync("s", Stop));
        Assert.Equal(0, await _store.RetryParkedAsync("s", Stop));

        Assert.Equal(["a"], await ReadyAsync("s", "a", "a/b", "a/b/c"));
        Assert.Equal(0, (await _store.FindStageAsync(SampleSweep.Id("a"), Stop))!.Failures);
        Assert.Equal(StageState.Waiting, await StateAsync("a/b/c"));
        await CompleteAsync("a");
        Assert.Equal(["a/b"], await ReadyAsync("s", "a", "a/b", "a/b/c"));
    }

    [Fact]
    public async Task Reopened_AfterTheEnd_HoldsTheSame()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b", "a/c"));
        await CompleteAsync("a");
        var lease = await StartAsync("a/b");
        await _store.RenewAsync(lease, Later, Epoch(1), Stop);
        var before = await _store.CountAsync("s", Stop);

        await _store.DisposeAsync();
        _store = await OpenAsync();

        Assert.Equal(before.ByState, (await _store.CountAsync("s", Stop)).ByState);
        Assert.Equal(["a/c"], await ReadyAsync("s", "a", "a/b", "a/c"));
        Assert.Equal(SampleSweep.Definition("a/c").Pruning, (await _store.FindStageAsync(SampleSweep.Id("a/c"), Stop))!.Definition.Pruning);
        Assert.True(await _store.CompleteAsync(lease, SampleSweep.Result(), Stop));
        Assert.Single(await _store.ReadEpochsAsync(SampleSweep.Id("a/b"), Stop));
    }
}
