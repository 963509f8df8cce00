using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sweep.Api.V1;
using Sweep.Coordinator.Api;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Dispatch;
using Sweep.Tests.Coordinator.Store;
using SweepState = Sweep.Api.V1.SweepState;

namespace Sweep.Tests.Coordinator.Api;

public class SweepsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Steering_OneSweep_GoesThroughItsStates()
    {
        await using var server = await ApiServer.StartAsync();
        await SubmitAsync(server, "small");

        var paused = await server.Sweeps.PauseAsync(new PauseRequest { Name = "small" }, cancellationToken: Stop);
        var resumed = await server.Sweeps.ResumeAsync(new ResumeRequest { Name = "small" }, cancellationToken: Stop);
        var raised = await server.Sweeps.SetPriorityAsync(new SetPriorityRequest { Name = "small", Priority = 9 }, cancellationToken: Stop);
        var cancelled = await server.Sweeps.CancelAsync(new CancelRequest { Name = "small" }, cancellationToken: Stop);
        var retried = await server.Sweeps.RetryAsync(new RetryRequest { Name = "small" }, cancellationToken: Stop);
        await server.Sweeps.CancelAsync(new CancelRequest { Name = "small" }, cancellationToken: Stop);
        var deleted = await server.Sweeps.DeleteAsync(new DeleteRequest { Name = "small" }, cancellationToken: Stop);

        Assert.Equal(
            [SweepState.Paused, SweepState.Running, SweepState.Cancelled, SweepState.Running],
            new[] { paused.Sweep, resumed.Sweep, cancelled.Sweep, retried.Sweep }.Select(sweep => sweep.State)
        );
        Assert.Equal(9, raised.Sweep.Priority);
        Assert.All(
            [paused.Message, resumed.Message, raised.Message, cancelled.Message, retried.Message, deleted.Message],
            message => Assert.Contains("small", message, StringComparison.Ordinal)
        );
        Assert.Null(await server.Ledger.Reader.FindSweepAsync("small", Stop));
    }

    [Fact]
    public async Task Steering_WhatIsSoAlready_ChangesNothing()
    {
        await using var server = await ApiServer.StartAsync();
        await SubmitAsync(server, "small");
        await server.Sweeps.ResumeAsync(new ResumeRequest { Name = "small" }, cancellationToken: Stop);
        await server.Sweeps.PauseAsync(new PauseRequest { Name = "small" }, cancellationToken: Stop);

        Assert.Contains(
            "already",
            (await server.Sweeps.PauseAsync(new PauseRequest { Name = "small" }, cancellationToken: Stop)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Steering_SweepThatIsNot_NamesThoseThatAre()
    {
        await using var server = await ApiServer.StartAsync();
        await SubmitAsync(server, "small");
        const string Name = "smal";
        Refusal[] refusals =
        [
            await Refusal.Of(server.Sweeps.GetAsync(new GetRequest { Name = Name }, cancellationToken: Stop)),
            await Refusal.Of(server.Sweeps.PauseAsync(new PauseRequest { Name = Name }, cancellationToken: Stop)),
            await Refusal.Of(server.Sweeps.ResumeAsync(new ResumeRequest { Name = Name }, cancellationToken: Stop)),
            await Refusal.Of(server.Sweeps.CancelAsync(new CancelRequest { Name = Name }, cancellationToken: Stop)),
            await Refusal.Of(server.Sweeps.RetryAsync(new RetryRequest { Name = Name }, cancellationToken: Stop)),
            await Refusal.Of(server.Sweeps.SetPriorityAsync(new SetPriorityRequest { Name = Name }, cancellationToken: Stop)),
            await Refusal.Of(server.Sweeps.DeleteAsync(new DeleteRequest { Name = Name }, cancellationToken: Stop)),
        ];

        Assert.All(
            refusals,
            refusal =>
            {
                Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), (refusal.Code, refusal.Reason));
                Assert.Contains("no sweep 'smal'", refusal.Message, StringComparison.Ordinal);
                Assert.Contains("small", refusal.Message, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public async Task Steering_StateThatDoesNotAllowIt_SaysTheState()
    {
        await using var server = await ApiServer.StartAsync();
        await SubmitAsync(server, "small");
        var delete = await Refusal.Of(server.Sweeps.DeleteAsync(new DeleteRequest { Name = "small" }, cancellationToken: Stop));
        await server.FinishAsync("small", Sweep.Contracts.States.SweepState.Completed);
        var pause = await Refusal.Of(server.Sweeps.PauseAsync(new PauseRequest { Name = "small" }, cancellationToken: Stop));
        var resume = await Refusal.Of(server.Sweeps.ResumeAsync(new ResumeRequest { Name = "small" }, cancellationToken: Stop));

        Assert.All(
            [delete, pause, resume],
            refusal => Assert.Equal((StatusCode.FailedPrecondition, "WRONG_STATE"), (refusal.Code, refusal.Reason))
        );
        Assert.Contains("small is running", delete.Message, StringComparison.Ordinal);
        Assert.Contains("small is completed", pause.Message, StringComparison.Ordinal);
        Assert.Contains("small is completed", resume.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10)]
    public async Task SetPriority_OutOfRange_IsRefused(int priority)
    {
        await using var server = await ApiServer.StartAsync();
        await SubmitAsync(server, "small");
        var refusal = await Refusal.Of(
            server.Sweeps.SetPriorityAsync(new SetPriorityRequest { Name = "small", Priority = priority }, cancellationToken: Stop)
        );

        Assert.Equal((StatusCode.InvalidArgument, "INVALID_REQUEST"), (refusal.Code, refusal.Reason));
        Assert.Contains("0 to 9", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_WithSpec_HasItsText()
    {
        await using var server = await ApiServer.StartAsync();
        await SubmitAsync(server, "small");

        Assert.Equal("", (await server.Sweeps.GetAsync(new GetRequest { Name = "small" }, cancellationToken: Stop)).Spec);
        Assert.Equal(
            Specs.Small,
            (await server.Sweeps.GetAsync(new GetRequest { Name = "small", WithSpec = true }, cancellationToken: Stop)).Spec
        );
    }

    [Fact]
    public async Task List_InPages_HasEachOnceAlsoWhenSweepsComeAndGo()
    {
        await using var server = await ApiServer.StartAsync();
        foreach (var name in new[] { "a", "b", "c", "d", "e" })
            await SubmitAsync(server, name);

        var first = await server.Sweeps.ListAsync(new ListRequest { PageSize = 2 }, cancellationToken: Stop);
        await server.Ledger.DeleteAsync("d");
        await SubmitAsync(server, "f");
        var second = await server.Sweeps.ListAsync(
            new ListRequest { PageSize = 2, PageToken = first.NextPageToken },
            cancellationToken: Stop
        );
        var third = await server.Sweeps.ListAsync(
            new ListRequest { PageSize = 2, PageToken = second.NextPageToken },
            cancellationToken: Stop
        );

        Assert.Equal(["e", "d", "c", "b", "a"], new[] { first, second, third }.SelectMany(page => page.Sweeps).Select(sweep => sweep.Name));
        Assert.Equal("", third.NextPageToken);
    }

    [Theory]
    [InlineData(-1, "")]
    [InlineData(1001, "")]
    [InlineData(0, "no token")]
    [InlineData(0, "bm9uZQ==")]
    public async Task List_NoPage_IsRefused(int size, string token)
    {
        await using var server = await ApiServer.StartAsync();
        var refusal = await Refusal.Of(
            server.Sweeps.ListAsync(new ListRequest { PageSize = size, PageToken = token }, cancellationToken: Stop)
        );

        Assert.Equal((StatusCode.InvalidArgument, "INVALID_REQUEST"), (refusal.Code, refusal.Reason));
        Assert.Contains("expected", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyCall_StoreThatDoesNotWork_SaysWhy()
    {
        await using var server = await StartAsync(() => throw new SweepStoreException("The disk is full: sweep.db cannot grow."));
        var refusal = await Refusal.Of(server.Sweeps.GetAsync(new GetRequest { Name = "small", WithSpec = true }, cancellationToken: Stop));

        Assert.Equal(
            (StatusCode.Unavailable, "STORE_UNAVAILABLE", "The disk is full: sweep.db cannot grow."),
            (refusal.Code, refusal.Reason, refusal.Message)
        );
    }

    [Fact]
    public async Task AnyCall_UnforeseenFault_TellsTheClientNothingOfIt()
    {
        await using var server = await StartAsync(() => throw new InvalidOperationException("password=hunter2"));
        var refusal = await Refusal.Of(server.Sweeps.GetAsync(new GetRequest { Name = "small", WithSpec = true }, cancellationToken: Stop));

        Assert.Equal(StatusCode.Internal, refusal.Code);
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_CoordinatorThatWorks_Serves()
    {
        await using var server = await ApiServer.StartAsync();
        var health = new Health.HealthClient(server.Channel);

        Assert.Equal(
            HealthCheckResponse.Types.ServingStatus.Serving,
            (await health.CheckAsync(new HealthCheckRequest(), cancellationToken: Stop)).Status
        );
    }

    [Fact]
    public async Task Health_StoreThatDoesNotWork_IsUnhealthy()
    {
        await using var server = await ApiServer.StartAsync();
        await using var away = new LedgerView(
            new GatedStore(new MemoryStore(new MemoryMedium())) { Before = _ => throw new SweepStoreException("locked") },
            TimeProvider.System
        );

        await using var fixture = await DispatchFixture.StartAsync(null);
        var faults = fixture.Coordinator.Faults;
        async Task<HealthStatus> LookAsync(ILedgerSource ledger) =>
            (
                await new StoreCheck(
                    ledger,
                    new ClusterState(fixture.Coordinator.Roster, faults, fixture.Coordinator.Stalls)
                ).CheckHealthAsync(new HealthCheckContext(), Stop)
            ).Status;

        Assert.Equal(HealthStatus.Healthy, await LookAsync(server.Ledger.Keeper));
        Assert.Equal(HealthStatus.Unhealthy, await LookAsync(away));
        // What is in memory can be asked for; but nothing that changes there would last.
        faults.OnFault(new SweepStoreException("locked"));
        Assert.Equal(HealthStatus.Unhealthy, await LookAsync(server.Ledger.Keeper));
        faults.OnWorks();
        Assert.Equal(HealthStatus.Healthy, await LookAsync(server.Ledger.Keeper));
    }

    private static async Task SubmitAsync(ApiServer server, string name) =>
        await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small, Name = name }, cancellationToken: Stop);

    /// <summary>With sweep small, and a store that fails when it looks for a spec.</summary>
    private static async Task<ApiServer> StartAsync(Action fail)
    {
        var isBroken = false;
        var server = await ApiServer.StartAsync(store => new GatedStore(store)
        {
            Before = member =>
            {
                if (isBroken && member == nameof(store.ReadSpecAsync))
                    fail();
                return Task.CompletedTask;
            },
        });
        await SubmitAsync(server, "small");
        isBroken = true;
        return server;
    }
}
