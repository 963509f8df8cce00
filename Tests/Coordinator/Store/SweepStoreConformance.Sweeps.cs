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
        Assert.Empty(await _store.ReadReadyAsync("s", Now, _longest, 10, Stop));

        Assert.True(await CreateAsync(sample));
        Assert.Equal(new StateCount(2, 2, 2), (await _store.CountAsync("s", Stop)).Total);
    }

    [Fact]
    public async Task CreateSweep_WhileItsStagesAreRead_OthersAreServed()
    {
        await CreateAsync(new SampleSweep("s", "a"));
        var lease = await StartAsync("a");
        var served = 0;

        IEnumerable<NewStage> Stages()
        {
            for (var number = 1; number <= 12_000; number++)
            {
                if (number % 1000 == 0)
                {
                    var epoch = _store.AddEpochAsync(lease, Epoch(++served), Stop);
                    Assert.True(epoch.Wait(TimeSpan.FromMinutes(2), Stop) && epoch.Result);
                    Assert.Null(_store.FindSweepAsync("large", Stop).GetAwaiter().GetResult());
                }

                yield return new NewStage(SampleSweep.Definition($"stage {number}"), 1, 1);
            }
        }

        Assert.True(await _store.CreateSweepAsync(SampleSweep.Default("large"), Stages(), [], Stop));
        Assert.Equal(12, served);
        Assert.Equal(12, (await _store.ReadEpochsAsync(lease.StageId, Stop)).Count);
        Assert.Equal(12_000, (await _store.CountAsync("large", Stop)).Open.Stages);
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
    public async Task Reopened_AfterTheEnd_HoldsTheSame()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b", "a/c"));
        await CompleteAsync("a");
        var lease = await StartAsync("a/b");
        await _store.AddEpochAsync(lease, Epoch(1), Stop);
        var before = await _store.CountAsync("s", Stop);

        await _store.DisposeAsync();
        _store = await OpenAsync();

        Assert.Equal(before.ByState, (await _store.CountAsync("s", Stop)).ByState);
        Assert.Equal(["a/c"], await ReadyAsync("s", "a", "a/b", "a/c"));
        Assert.Equal(SampleSweep.Definition("a/c").Pruning, (await _store.FindStageAsync(SampleSweep.Id("a/c"), Stop))!.Definition.Pruning);
        Assert.Single(await _store.ReadEpochsAsync(SampleSweep.Id("a/b"), Stop));
        Assert.Equal([lease], await _store.ReadLeasesAsync(Stop));
        Assert.True(await CompleteAsync(lease));
    }
}
