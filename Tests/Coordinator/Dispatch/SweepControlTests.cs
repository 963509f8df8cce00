using Sweep.Contracts.Messages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Dispatch;

public sealed class SweepControlTests
{
    private const string Spec =
        "name: small\ngrid: { dataset: mnist, architecture: vgg16, sparsity: [0, 0.5], seed: [1, 2] }\ntraining: { epochs: 1 }\n";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("# as before\n" + Spec)]
    [InlineData(Spec + "report: { tolerance: 3 }\n")]
    public async Task Submit_SameMeaningInOtherWords_IsThereAlready(string text)
    {
        await using var fixture = await DispatchFixture.StartAsync();
        await fixture.Control.SubmitAsync(Spec, null, false, false, Stop);

        Assert.False((await fixture.Control.SubmitAsync(text.ReplaceLineEndings("\r\n"), null, false, false, Stop)).IsNew);
    }

    [Fact]
    public async Task Submit_Extension_GrowsOnlyWhenAskedTo()
    {
        await using var fixture = await DispatchFixture.StartAsync();
        await fixture.Control.SubmitAsync(Spec, null, false, false, Stop);
        var before = (await fixture.Ledger.Reader.FindSweepAsync("small", Stop))!;
        var more = Spec.Replace("seed: [1, 2]", "seed: [1, 2, 3]", StringComparison.Ordinal);
        Assert.NotEqual(Spec, more);

        var refusal = await Assert.ThrowsAsync<SweepControlException>(() => fixture.Control.SubmitAsync(more, null, false, false, Stop));
        Assert.Contains("(--extend)", refusal.Message, StringComparison.Ordinal);
        fixture.Time.Advance(TimeSpan.FromHours(1));
        var reply = await fixture.Control.SubmitAsync(more, null, false, true, Stop);
        Assert.Matches(@"^Extended sweep small: \+[0-9]+ trials?, [0-9]+ new stages?, about .* of a worker\.$", reply.Message);
        var after = (await fixture.Ledger.Reader.FindSweepAsync("small", Stop))!;
        Assert.Equal((before.Created, more), (after.Created, after.SpecText));

        refusal = await Assert.ThrowsAsync<SweepControlException>(() => fixture.Control.SubmitAsync(Spec, null, false, true, Stop));
        Assert.Contains("It cannot grow into this one, which lacks some of its trials", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_Webhook_IsKeptApartFromTheText()
    {
        await using var fixture = await DispatchFixture.StartAsync();
        var text = Spec + "notify: https://hooks.example.org/T0/secret   # ours\n";
        await fixture.Control.SubmitAsync(text, null, false, false, Stop);
        var known = (await fixture.Ledger.Reader.FindSweepAsync("small", Stop))!;
        Assert.Equal(Spec + "notify: https://hooks.example.org/***   # ours\n", known.SpecText);
        Assert.Equal("https://hooks.example.org/T0/secret", known.About.Notify!.Webhook.Address);
        Assert.DoesNotContain("secret", known.ToString(), StringComparison.Ordinal);
        Assert.False((await fixture.Control.SubmitAsync(text, null, false, false, Stop)).IsNew);

        // What was shown stands for what is known, and for nothing else.
        Assert.False((await fixture.Control.SubmitAsync(known.SpecText, null, false, false, Stop)).IsNew);
        Assert.Equal(known.About.Notify, (await fixture.Ledger.Reader.FindSweepAsync("small", Stop))!.About.Notify);
        var refusal = await Assert.ThrowsAsync<SweepControlException>(() =>
            fixture.Control.SubmitAsync(known.SpecText, "other", false, false, Stop)
        );
        Assert.Contains("expected the address itself", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_WebhookThatIsNotAllowed_IsRefused()
    {
        await using var fixture = await DispatchFixture.StartAsync();

        var refusal = await Assert.ThrowsAsync<SweepControlException>(() =>
            fixture.Control.SubmitAsync(Spec + "notify: https://10.0.0.1/secret\n", null, false, false, Stop)
        );

        Assert.Equal(ControlFault.Invalid, refusal.Fault);
        Assert.Equal(
            "notify.webhook: 10.0.0.1 is not on the public internet; the coordinator's operator allows it by notify-hosts.",
            refusal.Message
        );
    }

    [Fact]
    public async Task Submit_TheSameTwice_IsOneSweep()
    {
        await using var fixture = await DispatchFixture.StartAsync();

        var first = await fixture.Control.SubmitAsync(Spec, null, false, false, Stop);
        var second = await fixture.Control.SubmitAsync(Spec, null, false, false, Stop);

        Assert.Equal(("small", true, "small", false), (first.Name, first.IsNew, second.Name, second.IsNew));
        Assert.Equal("Submitted sweep small: 4 trials of 4 stages.", first.Message);
        Assert.Equal(4, (await fixture.Ledger.AskAsync(ledger => ledger.Count("small"))).Total.Stages);
    }

    [Fact]
    public async Task Submit_NameOfAnotherSpec_IsRefused()
    {
        await using var fixture = await DispatchFixture.StartAsync();
        await fixture.Control.SubmitAsync(Spec, null, false, false, Stop);

        var refusal = await Assert.ThrowsAsync<SweepControlException>(() =>
            fixture.Control.SubmitAsync(Spec + "priority: 3\n", null, false, false, Stop)
        );

        Assert.Equal(ControlFault.Exists, refusal.Fault);
        Assert.True((await fixture.Control.SubmitAsync(Spec + "priority: 3\n", "other", false, false, Stop)).IsNew);
    }

    [Fact]
    public async Task Submit_UnsoundSpec_ListsEveryProblem()
    {
        await using var fixture = await DispatchFixture.StartAsync();

        var refusal = await Assert.ThrowsAsync<SweepControlException>(() =>
            fixture.Control.SubmitAsync("name: x\ngrids: 1\ntraning: 2\n", null, false, false, Stop)
        );

        Assert.Equal(ControlFault.Invalid, refusal.Fault);
        Assert.True(refusal.Problems.Count >= 2);
    }

    [Fact]
    public async Task Pause_RunningSweep_GivesItsStagesBackAndResumeGoesOn()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a", "b"));
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        var attempt = await worker.BeginAsync("a");

        await fixture.Control.PauseAsync("s", Stop);
        await fixture.PassAsync();
        Assert.Equal([new CancelStage(attempt.StageId, 1, Save: true)], worker.Cancelled);
        await worker.ReleaseAsync(attempt);
        await fixture.PassAsync();
        Assert.Empty(worker.Given);
        Assert.Equal("Sweep s is paused already.", await fixture.Control.PauseAsync("s", Stop));

        await fixture.Control.ResumeAsync("s", Stop);
        await fixture.PassAsync();
        Assert.Equal(2, (await worker.BeginAsync("a")).Attempt);
        Assert.Equal("Sweep s is running already.", await fixture.Control.ResumeAsync("s", Stop));
    }

    [Fact]
    public async Task Pause_StageThatAnotherSweepWants_GoesOn()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("one", "a"), new SampleSweep("two", "a"));
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        await worker.BeginAsync("a");
        await fixture.Control.PauseAsync("one", Stop);
        await fixture.PassTimeAsync(TimeSpan.FromSeconds(10));

        Assert.Empty(worker.Cancelled);
    }

    [Fact]
    public async Task Cancel_ManyMoreReadyThanOnePassHandsOut_OrdersTheEndsInTheNextPass()
    {
        await using var fixture = await DispatchFixture.StartAsync();
        var stages = Enumerable
            .Range(0, 5 * fixture.Options.Handout)
            .Select(number => new NewStage(SampleSweep.Definition($"n{number}"), 1, 1));
        await fixture.Ledger.SubmitAsync(SampleSweep.Default("s"), stages, []);
        var workers = new List<FakeWorker>();
        for (var number = 0; number < 4; number++)
            workers.Add(await fixture.JoinAsync($"w{number}", slots: 8));
        await fixture.PassAsync();
        Assert.Equal(32, workers.Sum(worker => worker.Given.Count));

        await fixture.Control.CancelAsync("s", Stop);
        await fixture.PassAsync();

        Assert.All(workers, worker => Assert.Equal(8, worker.Cancelled.Count(cancel => cancel.Save)));
        Assert.Equal(32, workers.Sum(worker => worker.Given.Count));
        Assert.Equal(32, (await fixture.Ledger.AskAsync(ledger => ledger.ReadLeases())).Count);
        Assert.Equal(SweepState.Cancelled, await fixture.StateAsync("s"));
    }

    [Fact]
    public async Task Cancel_WorkerThatGoesOn_IsToldAgainButNotInEveryPass()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        await worker.BeginAsync("a");
        await fixture.Control.CancelAsync("s", Stop);
        await fixture.PassTimeAsync(TimeSpan.FromSeconds(20));

        Assert.InRange(worker.Cancelled.Count, 3, 5);
    }

    [Fact]
    public async Task Retry_FailedSweep_RunsWhatFailedAgain()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a", "a/b", "c"));
        var worker = await fixture.JoinAsync("w", slots: 2);
        await fixture.PassAsync();
        await worker.FailAsync(await worker.BeginAsync("a"), FailureCause.Stage);
        await worker.CompleteAsync(await worker.BeginAsync("c"));
        await fixture.PassAsync();
        Assert.Equal(SweepState.Failed, await fixture.StateAsync("s"));

        Assert.Equal("Sweep s runs again. Trying 1 failed stage again.", await fixture.Control.RetryAsync("s", "", Stop));
        await fixture.PassAsync();
        await worker.CompleteAsync(await worker.BeginAsync("a"));
        await fixture.PassAsync();
        await worker.CompleteAsync(await worker.BeginAsync("a/b"));
        await fixture.PassAsync();
        Assert.Equal(SweepState.Completed, await fixture.StateAsync("s"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("stage")]
    public async Task Retry_OneTrial_TriesItAloneAgain(string which)
    {
        await using var fixture = await StartFailedAsync();

        var message = await fixture.Control.RetryAsync("s", which == "stage" ? SampleSweep.Id("b").ToString() : which, Stop);

        Assert.Equal($"Sweep s runs again. Trying stage {SampleSweep.Id("b")} again, and nothing else that failed.", message);
        Assert.Equal(
            (SweepState.Running, StageState.Ready, StageState.Failed),
            (await fixture.StateAsync("s"), (await fixture.StageAsync("b")).State, (await fixture.StageAsync("c")).State)
        );
        Assert.Equal(0, (await fixture.StageAsync("b")).Failures);
    }

    [Fact]
    public async Task Retry_OneTrialBelowAFailedStage_TriesThatStageAgain()
    {
        await using var fixture = await StartFailedAsync();

        var message = await fixture.Control.RetryAsync("s", "2", Stop);

        Assert.Contains($"Trying stage {SampleSweep.Id("c")}, which 2 stands on, again", message, StringComparison.Ordinal);
        Assert.Equal(
            (StageState.Failed, StageState.Ready, StageState.Waiting),
            ((await fixture.StageAsync("b")).State, (await fixture.StageAsync("c")).State, (await fixture.StageAsync("c/d")).State)
        );
    }

    [Theory]
    [InlineData("1", ControlFault.WrongState, "1 is completed, and a result is never replaced")]
    [InlineData("9", ControlFault.NotFound, "Sweep s has no trial or stage '9'")]
    [InlineData("xyz", ControlFault.NotFound, "Sweep s has no trial or stage 'xyz'")]
    public async Task Retry_TrialThatHasNotFailed_IsRefusedAndNothingChanges(string trial, ControlFault fault, string message)
    {
        await using var fixture = await StartFailedAsync();

        var refusal = await Assert.ThrowsAsync<SweepControlException>(() => fixture.Control.RetryAsync("s", trial, Stop));

        Assert.Equal(fault, refusal.Fault);
        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
        Assert.Equal((SweepState.Failed, StageState.Completed), (await fixture.StateAsync("s"), (await fixture.StageAsync("a")).State));
    }

    [Fact]
    public async Task Retry_OneTrialOfARunningSweep_MayBeWaitedFor()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));

        var refusal = await Assert.ThrowsAsync<SweepControlException>(() => fixture.Control.RetryAsync("s", "0", Stop));

        Assert.Equal("0 has not failed: it is ready, and is tried without being asked to.", refusal.Message);
    }

    /// <summary>Trials 0 to 2: b, which failed, a, which is completed, and c/d, whose parent failed.</summary>
    private static async Task<DispatchFixture> StartFailedAsync()
    {
        var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "b", "a", "c", "c/d"));
        var worker = await fixture.JoinAsync("w", slots: 3);
        await fixture.PassAsync();
        while (worker.Given.TryDequeue(out var command))
        {
            var attempt = new HeldAttempt(command.Stage.Id, command.Attempt);
            worker.Held.Add(attempt);
            if (command.Stage.Id == SampleSweep.Id("a"))
                await worker.CompleteAsync(attempt);
            else
                await fixture.Ledger.ParkAsync(new Lease(attempt.StageId, attempt.Attempt, "w"), new AttemptEnd("broken"));
        }

        await fixture.PassAsync();
        Assert.Equal(SweepState.Failed, await fixture.StateAsync("s"));
        return fixture;
    }

    [Fact]
    public async Task Retry_CancelledSweep_TakesItUpAgain()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        await fixture.Control.CancelAsync("s", Stop);
        var refusal = await Assert.ThrowsAsync<SweepControlException>(() => fixture.Control.ResumeAsync("s", Stop));
        Assert.Equal("Sweep s is cancelled; only one that is paused can be resumed: sweep retry s takes it up again.", refusal.Message);

        await fixture.Control.RetryAsync("s", "", Stop);
        Assert.Equal(SweepState.Running, await fixture.StateAsync("s"));
    }

    [Fact]
    public async Task SetPriority_HigherThanAnother_GoesFirst()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("one", "a"), new SampleSweep("two", "b"));
        Assert.Equal("Sweep two has priority 9 now; it was 0.", await fixture.Control.SetPriorityAsync("two", 9, Stop));
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();

        await worker.BeginAsync("b");
        await Assert.ThrowsAsync<SweepControlException>(() => fixture.Control.SetPriorityAsync("two", 10, Stop));
    }

    [Fact]
    public async Task Delete_RunningSweep_IsRefusedUntilItIsCancelled()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var refusal = await Assert.ThrowsAsync<SweepControlException>(() => fixture.Control.DeleteAsync("s", Stop));
        Assert.Contains("sweep cancel s", refusal.Message, StringComparison.Ordinal);

        await fixture.Control.CancelAsync("s", Stop);
        await fixture.Control.DeleteAsync("s", Stop);
        Assert.Null(await fixture.Ledger.Reader.FindSweepAsync("s", Stop));
    }

    [Fact]
    public async Task AnyVerb_UnknownSweep_NamesThoseThereAre()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("study", "a"));

        var refusal = await Assert.ThrowsAsync<SweepControlException>(() => fixture.Control.PauseAsync("studi", Stop));

        Assert.Equal(
            (ControlFault.NotFound, "There is no sweep 'studi', did you mean study?; expected study."),
            (refusal.Fault, refusal.Message)
        );
    }

    [Fact]
    public async Task Drain_ByHost_TellsItsWorkersInEachOrderAndGivesThemNothing()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a", "b"));
        var here = await fixture.JoinAsync("here", host: "near");
        var there = await fixture.JoinAsync("there", host: "far");

        Assert.Equal("Draining 1 worker: there.", fixture.Coordinator.Drain.Drain("far", "the machine is to be restarted").Message);
        await fixture.PassAsync();
        await fixture.PassTimeAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(("the machine is to be restarted", null), (there.Drain, here.Drain));
        Assert.Equal((1, 0), (here.Given.Count, there.Given.Count));
        var refusal = Assert.Throws<SweepControlException>(() => fixture.Coordinator.Drain.Drain("fa", "x"));
        Assert.Equal("There is no worker or host 'fa', did you mean far?; expected one of here, there, near, far, all.", refusal.Message);
        Assert.StartsWith("Draining 2 workers", fixture.Coordinator.Drain.Drain("all", "x").Message, StringComparison.Ordinal);
    }
}
