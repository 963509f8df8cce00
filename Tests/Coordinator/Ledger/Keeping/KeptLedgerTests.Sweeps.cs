using Sweep.Contracts.States;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger.Keeping;

public sealed partial class KeptLedgerTests
{
    [Fact]
    public async Task Submit_New_IsRunningWithItsCounts()
    {
        Assert.True(await CreateAsync(new SampleSweep("s", "a", "a/b", "a/c", "d")));

        var sweep = await _ledger.Reader.FindSweepAsync("s", Stop);
        Assert.Equal((SweepState.Running, 0L, Now), (sweep!.State, sweep.Reused, sweep.Created));
        var counts = await _ledger.AskAsync(ledger => ledger.Count("s"));
        Assert.Equal(new StateCount(2, 1, 2), counts[StageState.Ready]);
        Assert.Equal(new StateCount(2, 2, 2), counts[StageState.Waiting]);
        Assert.Equal(new StateCount(4, 3, 4), counts.Open);
    }

    [Fact]
    public async Task Submit_SameNameAndSpec_ChangesNothingAndReadsNothing()
    {
        var sample = new SampleSweep("s", "a");
        await CreateAsync(sample);
        await CompleteAsync("a");

        static IEnumerable<T> Never<T>()
        {
            Assert.Fail("Read although the sweep exists.");
            yield break;
        }

        Assert.Equal(SubmitOutcome.IsThere, await _ledger.SubmitAsync(new SubmittedSweep(sample.Sweep, [], Never<NewTrial>(), [])));
        Assert.Equal(1, (await _ledger.AskAsync(ledger => ledger.Count("s")))[StageState.Completed].Stages);
    }

    [Fact]
    public async Task Submit_SameNameOtherSpec_IsRefused()
    {
        await CreateAsync(new SampleSweep("s", "a"));

        var other = new SampleSweep("s", "b")
        {
            Sweep = new()
            {
                Name = "s",
                SpecHash = "other",
                SpecText = "",
            },
        };
        Assert.Equal(SubmitOutcome.NameIsTaken, await SubmitAsync(other));
        Assert.Null(await _ledger.Reader.FindStageAsync(SampleSweep.Id("b"), Stop));
    }

    [Fact]
    public async Task Submit_InterruptedHalfway_StoresNothingAndCanBeRepeated()
    {
        var sample = new SampleSweep("s", "a", "b");

        static IEnumerable<NewTrial> Broken()
        {
            throw new IOException("gone");
#pragma warning disable CS0162 // the unreachable yield makes this an iterator, which throws when it is enumerated
            yield break;
#pragma warning restore CS0162
        }

        await Assert.ThrowsAsync<IOException>(() => _ledger.SubmitAsync(sample.Sweep, sample.Stages, Broken()));
        Assert.Null(await _ledger.Reader.FindSweepAsync("s", Stop));
        Assert.Empty(await _ledger.Reader.ReadSweepsAsync(Stop));
        Assert.Empty(await TrialsAsync("s"));
        Assert.Empty(await _ledger.AskAsync(ledger => ledger.ReadReady("s", Now, _longest, 10)));

        Assert.True(await CreateAsync(sample));
        Assert.Equal(new StateCount(2, 2, 2), (await _ledger.AskAsync(ledger => ledger.Count("s"))).Total);
    }

    [Fact]
    public async Task Submit_WhileItsStagesAreRead_ServesOtherCallers()
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
                    var epoch = _ledger.AddEpochAsync(lease, Epoch(++served));
                    Assert.True(epoch.Wait(TimeSpan.FromMinutes(2), Stop) && epoch.Result);
                    Assert.Null(_ledger.Reader.FindSweepAsync("large", Stop).GetAwaiter().GetResult());
                }

                yield return new NewStage(SampleSweep.Definition($"stage {number}"), 1, 1);
            }
        }

        Assert.Equal(SubmitOutcome.Submitted, await _ledger.SubmitAsync(SampleSweep.Default("large"), Stages(), []));
        Assert.Equal(12, served);
        Assert.Equal(12, (await _ledger.Reader.ReadEpochsAsync(lease.StageId, Stop)).Count);
        Assert.Equal(12_000, (await _ledger.AskAsync(ledger => ledger.Count("large"))).Open.Stages);
    }

    [Fact]
    public async Task SetState_FromAnotherState_ChangesNothing()
    {
        await CreateAsync(new SampleSweep("s", "a"));

        Assert.False(await _ledger.SetStateAsync("s", SweepState.Paused, SweepState.Completed));
        Assert.False(await _ledger.SetStateAsync("other", SweepState.Running, SweepState.Completed));
        Assert.True(await _ledger.SetStateAsync("s", SweepState.Running, SweepState.Paused));
        Assert.Equal(SweepState.Paused, (await _ledger.Reader.FindSweepAsync("s", Stop))!.State);
    }

    [Fact]
    public async Task Reopened_AfterTheEnd_HoldsTheSame()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b", "a/c"));
        await CompleteAsync("a");
        var lease = await StartAsync("a/b");
        await _ledger.AddEpochAsync(lease, Epoch(1));
        var before = await _ledger.AskAsync(ledger => ledger.Count("s"));

        await _ledger.DisposeAsync();
        _ledger = await OpenAsync();

        Assert.Equal(before.ByState, (await _ledger.AskAsync(ledger => ledger.Count("s"))).ByState);
        Assert.Equal(["a/c"], await ReadyAsync("s", "a", "a/b", "a/c"));
        Assert.Equal(
            SampleSweep.Definition("a/c").Pruning,
            (await _ledger.Reader.FindStageAsync(SampleSweep.Id("a/c"), Stop))!.Definition.Pruning
        );
        Assert.Single(await _ledger.Reader.ReadEpochsAsync(SampleSweep.Id("a/b"), Stop));
        Assert.Equal([lease], await _ledger.AskAsync(ledger => ledger.ReadLeases()));
        Assert.True(await CompleteAsync(lease));
    }
}
