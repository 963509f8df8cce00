using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Sweep.Api.V1;
using Sweep.Coordinator.Planning;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;
using SpecProblem = Sweep.Contracts.Spec.SpecProblem;
using SpecProblems = Sweep.Api.V1.SpecProblems;

namespace Sweep.Tests.Coordinator.Api;

public class SpecsTests
{
    private const string Broken = Specs.Small + "\nmodel: { widht: 1 }\npriority: 11";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Validate_SoundSpec_SaysWhatItIs()
    {
        await using var server = await ApiServer.StartAsync();
        var answer = await server.Sweeps.ValidateAsync(new ValidateRequest { Spec = Specs.Small }, cancellationToken: Stop);

        Assert.Empty(answer.Problems);
        Assert.Equal(("small", 4, SpecReading.Read(Specs.Small).Spec!.Hash), (answer.Name, answer.Trials, answer.SpecHash));
        Assert.Empty((await server.Sweeps.ListAsync(new ListRequest(), cancellationToken: Stop)).Sweeps);
    }

    [Fact]
    public async Task Validate_BrokenSpec_AnswersWithEveryProblem()
    {
        await using var server = await ApiServer.StartAsync();
        var answer = await server.Sweeps.ValidateAsync(new ValidateRequest { Spec = Broken }, cancellationToken: Stop);

        Assert.Equal(
            SpecReading.Read(Broken).Problems,
            answer.Problems.Select(problem => new SpecProblem(problem.Line, problem.Path, problem.Message))
        );
        Assert.Equal(("", 0, "", 0), (answer.Name, answer.Trials, answer.SpecHash, answer.Omitted));
    }

    [Fact]
    public async Task Validate_ExcludedPoints_AreNoTrials()
    {
        var spec = Specs.Small + "\nexclude: [{ sparsity: 0.5, seed: 1 }]";
        await using var server = await ApiServer.StartAsync();

        Assert.Equal(3, (await server.Sweeps.ValidateAsync(new ValidateRequest { Spec = spec }, cancellationToken: Stop)).Trials);
        Assert.Equal(3, (await server.Sweeps.PlanAsync(new PlanRequest { Spec = spec }, cancellationToken: Stop)).Trials);
    }

    [Fact]
    public async Task Plan_OfASpec_IsWhatPlanningSays()
    {
        await using var server = await ApiServer.StartAsync();
        var answer = await server.Sweeps.PlanAsync(new PlanRequest { Spec = Specs.Small }, cancellationToken: Stop);

        var plan = PlanSummary.Of(Expansion.Expand(SpecReading.Read(Specs.Small).Spec!), Throughput.Default, 1);
        Assert.Equal(("small", 4), (answer.Name, answer.Trials));
        Assert.Equal(
            [("pretrain", 0L, 0L), ("train", 2L, 0L), ("prune", 2L, 0L)],
            answer.Stages.Select(kind => (kind.Kind, kind.Stages, kind.Completed))
        );
        // Each seed has a trial of its train stage alone, and one of that and a prune stage.
        Assert.Equal(2 * (1 + 2), answer.UnsharedStages);
        Assert.Equal(plan.Estimate.WorkerTime.ToDuration(), answer.Estimate);
        Assert.Equal(plan.Estimate.WorkerTimeWithoutSharing.ToDuration(), answer.UnsharedEstimate);
        Assert.True(answer.UnsharedEstimate.ToTimeSpan() > answer.Estimate.ToTimeSpan());
    }

    [Fact]
    public async Task Plan_StagesThatAreDone_AreCounted()
    {
        await using var server = await ApiServer.StartAsync();
        await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop);
        var ready = (
            await server.Ledger.AskAsync(ledger =>
                ledger.ReadReady("small", DateTimeOffset.UnixEpoch.AddYears(100), TimeSpan.FromDays(1), 10)
            )
        )[0];
        var run = (await server.Ledger.HandAsync(ready.StageId, "w"))!;
        Assert.True(
            await server.Ledger.CompleteAsync(
                new Lease(ready.StageId, run.Attempt, "w"),
                Tests.Coordinator.Store.SampleSweep.Result(),
                [],
                TimeSpan.Zero
            )
        );
        var answer = await server.Sweeps.PlanAsync(new PlanRequest { Spec = Specs.Named("other") }, cancellationToken: Stop);

        Assert.Equal([("pretrain", 0L), ("train", 1L), ("prune", 0L)], answer.Stages.Select(kind => (kind.Kind, kind.Completed)));
    }

    [Fact]
    public async Task Plan_BrokenSpec_IsRefusedWithEveryProblem()
    {
        await using var server = await ApiServer.StartAsync();
        var refusal = await Refusal.Of(server.Sweeps.PlanAsync(new PlanRequest { Spec = Broken }, cancellationToken: Stop));

        Assert.Equal((StatusCode.InvalidArgument, "INVALID_SPEC"), (refusal.Code, refusal.Reason));
        Assert.Equal(2, refusal.Details!.GetDetail<SpecProblems>().Problems.Count);
    }

    [Fact]
    public async Task Plan_LargeGrid_AsksTheStoreForWhatItMayHave()
    {
        var asked = 0;
        await using var server = await ApiServer.StartAsync(store => new GatedStore(store)
        {
            Before = member =>
            {
                asked += member == nameof(store.FindStagesAsync) ? 1 : 0;
                return Task.CompletedTask;
            },
        });
        var spec = Specs.Small.Replace("seed: [1, 2]", $"seed: [{string.Join(", ", Enumerable.Range(1, 2000))}]", StringComparison.Ordinal);
        var answer = await server.Sweeps.PlanAsync(new PlanRequest { Spec = spec }, cancellationToken: Stop);

        // The roots alone, a thousand at a time: of what is below them nothing can be stored.
        Assert.Equal((4000, 2), (answer.Trials, asked));
    }

    [Fact]
    public async Task Plan_GivenUpWhileAnotherIsPlanned_EndsAtOnce()
    {
        var reached = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        await using var server = await ApiServer.StartAsync(store => new GatedStore(store)
        {
            Before = async member =>
            {
                if (member != nameof(store.FindStagesAsync))
                    return;
                reached.TrySetResult();
                await goOn.Task.WaitAsync(Stop);
            },
        });
        var first = server.Sweeps.PlanAsync(new PlanRequest { Spec = Specs.Small }, cancellationToken: Stop);
        await reached.Task.WaitAsync(Stop);
        using var end = new CancellationTokenSource();
        var second = server.Sweeps.PlanAsync(new PlanRequest { Spec = Specs.Small }, cancellationToken: end.Token);
        await end.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Refusal.Of(second)).Code);
        // Looking at a spec alone does not wait for a plan.
        Assert.Equal(4, (await server.Sweeps.ValidateAsync(new ValidateRequest { Spec = Specs.Small }, cancellationToken: Stop)).Trials);
        goOn.SetResult();
        Assert.Equal(4, (await first).Trials);
        // Whoever gave up has not kept the turn.
        Assert.Equal(4, (await server.Sweeps.PlanAsync(new PlanRequest { Spec = Specs.Small }, cancellationToken: Stop)).Trials);
    }
}
