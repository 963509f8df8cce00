using Sweep.Contracts.States;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger.Keeping;

/// <summary>Records of attempts.</summary>
public sealed partial class KeptLedgerTests
{
    [Fact]
    public async Task ReadAttempts_CompletedAtOnce_NamesTimesAndWorker()
    {
        await CreateAsync(new SampleSweep("s", "a"));
        Assert.Empty(await AttemptsAsync("a"));

        var begin = Now;
        var lease = await HandAsync("a", "w7");
        Assert.Equal(
            new AttemptRecord
            {
                Number = 1,
                WorkerId = "w7",
                Queued = begin,
                Outcome = AttemptOutcome.Open,
            },
            Assert.Single(await AttemptsAsync("a"))
        );
        _time.Advance(TimeSpan.FromSeconds(1));
        await _ledger.StartAsync(lease);
        _time.Advance(TimeSpan.FromSeconds(5));
        await CompleteAsync(lease);

        var expected = new AttemptRecord
        {
            Number = 1,
            WorkerId = "w7",
            Queued = begin,
            Started = begin + TimeSpan.FromSeconds(1),
            Ended = begin + TimeSpan.FromSeconds(6),
            Outcome = AttemptOutcome.Completed,
        };
        Assert.Equal(expected, Assert.Single(await AttemptsAsync("a")));
        Assert.Null((await StageAsync("a")).WorkerId);
    }

    [Fact]
    public async Task ReadAttempts_StartNeverReported_IsDerivedFromTheDuration()
    {
        await CreateAsync(new SampleSweep("s", "a", "b"));
        var (slow, quick) = (await HandAsync("a"), await HandAsync("b"));
        var queued = Now;
        _time.Advance(_spent * 3);
        await CompleteAsync(slow);
        await _ledger.CompleteAsync(quick, SampleSweep.Result(), [], _spent * 5);

        Assert.Equal(Now - _spent, Assert.Single(await AttemptsAsync("a")).Started);
        Assert.Equal(queued, Assert.Single(await AttemptsAsync("b")).Started);
    }

    [Fact]
    public async Task ReadAttempts_EndedInEveryWay_GivesOutcomeAndError()
    {
        await CreateAsync(new SampleSweep("s", "a"));
        await RetryAsync(await StartAsync("a"));
        await ReleaseAsync(await HandAsync("a"));
        await _ledger.LoseAsync(await StartAsync("a", "w2"), "silent");
        await StartAsync("a");
        await _ledger.ReclaimAsync("ended");
        await ParkAsync(await StartAsync("a"));

        var attempts = await AttemptsAsync("a");
        Assert.Equal([1, 2, 3, 4, 5], attempts.Select(attempt => attempt.Number));
        Assert.Equal(
            [AttemptOutcome.Failed, AttemptOutcome.Released, AttemptOutcome.Lost, AttemptOutcome.Lost, AttemptOutcome.Failed],
            attempts.Select(attempt => attempt.Outcome)
        );
        Assert.Equal(["out of luck", "drained", "silent", "ended", "no data"], attempts.Select(attempt => attempt.Error));
        Assert.Equal([Worker, Worker, "w2", Worker, Worker], attempts.Select(attempt => attempt.WorkerId));
        Assert.Equal([true, false, true, true, true], attempts.Select(attempt => attempt.Started is not null));
        Assert.All(attempts, attempt => Assert.Equal(Now, attempt.Ended));
        Assert.Equal(("stack", "last words"), (attempts[4].Details, attempts[4].LogTail));
        Assert.Equal((null, null), (attempts[0].Details, attempts[0].LogTail));
    }

    [Fact]
    public async Task ReadAttempts_ParkedAsItsWorkerFellSilent_IsALoss()
    {
        await CreateAsync(new SampleSweep("s", "a"));
        await _ledger.ParkAsync(await StartAsync("a"), new AttemptEnd("too many fell silent") { IsLoss = true });

        Assert.Equal(AttemptOutcome.Lost, Assert.Single(await AttemptsAsync("a")).Outcome);
    }

    [Fact]
    public async Task ReadAttempts_CompletedStageThatRunsAgain_KeepsTheAttemptThatCompletedIt()
    {
        await CreateAsync(new SampleSweep("s", "a", "a/b"));
        await CompleteAsync("a");
        var first = Assert.Single(await AttemptsAsync("a"));
        await ReopenParentAsync(await StartAsync("a/b"));
        Assert.Equal([first], await AttemptsAsync("a"));
        await HandAsync("a");

        Assert.Equal([AttemptOutcome.Completed, AttemptOutcome.Open], (await AttemptsAsync("a")).Select(attempt => attempt.Outcome));
        Assert.Equal(
            ("gone", AttemptOutcome.Failed),
            (Assert.Single(await AttemptsAsync("a/b")).Error, (await AttemptsAsync("a/b"))[0].Outcome)
        );
    }

    [Fact]
    public async Task ReadAttempts_MoreThanTwenty_GivesTheNewestTwenty()
    {
        await CreateAsync(new SampleSweep("s", "a"));
        for (var attempt = 0; attempt < 25; attempt++)
            await ReleaseAsync(await HandAsync("a"));
        await HandAsync("a");

        Assert.Equal(Enumerable.Range(7, 20), (await AttemptsAsync("a")).Select(attempt => attempt.Number));
        Assert.Equal(
            [24, 25, 26],
            (await _ledger.Reader.ReadAttemptsAsync(SampleSweep.Id("a"), 3, Stop)).Select(attempt => attempt.Number)
        );
    }

    private Task<IReadOnlyList<AttemptRecord>> AttemptsAsync(string path) =>
        _ledger.Reader.ReadAttemptsAsync(SampleSweep.Id(path), 20, Stop);
}
