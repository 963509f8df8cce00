using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Sweep.Api.V1;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;
using SweepState = Sweep.Contracts.States.SweepState;

namespace Sweep.Tests.Coordinator.Api;

public class WatchTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_SweepThatEnds_EndsWell()
    {
        await using var server = await ApiServer.StartAsync();
        await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop);
        using var call = server.Sweeps.Watch(
            new WatchRequest { Name = "small", Interval = Duration.FromTimeSpan(TimeSpan.FromSeconds(0.2)) },
            cancellationToken: Stop
        );
        Assert.True(await call.ResponseStream.MoveNext(Stop));
        Assert.Equal(4, Assert.Single(call.ResponseStream.Current.Sweeps).Trials.Total);
        await server.FinishAsync("small", SweepState.Cancelled);

        // One who comes late may be told before that nothing is new.
        do Assert.True(await call.ResponseStream.MoveNext(Stop));
        while (call.ResponseStream.Current.Sweeps.Count == 0);
        Assert.Equal(Sweep.Api.V1.SweepState.Cancelled, Assert.Single(call.ResponseStream.Current.Sweeps).State);
        Assert.False(await call.ResponseStream.MoveNext(Stop));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Watch_NoSuchSweep_IsNotFoundAndListsThem()
    {
        await using var server = await ApiServer.StartAsync();
        await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop);
        var (code, reason, message) = await EndOf(server.Sweeps.Watch(new WatchRequest { Name = "smal" }, cancellationToken: Stop));

        Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), (code, reason));
        Assert.Contains("small", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_IntervalThatIsNone_IsRefused()
    {
        await using var server = await ApiServer.StartAsync();
        foreach (
            var interval in new Duration[]
            {
                new() { Seconds = long.MaxValue },
                new() { Nanos = int.MinValue },
                new(),
                new() { Seconds = 61 },
            }
        )
        {
            var (code, reason, _) = await EndOf(server.Sweeps.Watch(new WatchRequest { Interval = interval }, cancellationToken: Stop));
            Assert.Equal((StatusCode.InvalidArgument, "INVALID_REQUEST"), (code, reason));
        }
    }

    [Fact]
    public async Task Watch_DeadlineOrCancellation_EndsIt()
    {
        await using var server = await ApiServer.StartAsync();
        using var late = server.Sweeps.Watch(
            new WatchRequest(),
            deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(1),
            cancellationToken: Stop
        );
        Assert.Equal(StatusCode.DeadlineExceeded, (await EndOf(late)).Code);

        using var given = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        using var call = server.Sweeps.Watch(new WatchRequest(), cancellationToken: given.Token);
        Assert.True(await call.ResponseStream.MoveNext(Stop));
        await given.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await EndOf(call)).Code);
    }

    [Fact]
    public async Task Watch_StoreThatStopsWorking_IsUnavailable()
    {
        var isBroken = false;
        await using var server = await ApiServer.StartAsync(store => new GatedStore(store)
        {
            Before = member =>
                Volatile.Read(ref isBroken) && member == nameof(store.ReadResultsAsync)
                    ? throw new SweepStoreException("The disk is full: sweep.db cannot grow.")
                    : Task.CompletedTask,
        });
        await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop);
        using var call = server.Sweeps.Watch(new WatchRequest(), cancellationToken: Stop);
        Assert.True(await call.ResponseStream.MoveNext(Stop));
        Volatile.Write(ref isBroken, true);
        await ParkFirstAsync(server);

        Assert.Equal((StatusCode.Unavailable, "STORE_UNAVAILABLE", "The disk is full: sweep.db cannot grow."), await EndOf(call));
    }

    [Fact]
    public async Task Watch_CoordinatorStopsAndComesBack_GoesOnFromItsPlace()
    {
        await using var server = await ApiServer.StartAsync();
        await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop);
        using var call = server.Sweeps.Watch(new WatchRequest { Name = "small" }, cancellationToken: Stop);
        Assert.True(await call.ResponseStream.MoveNext(Stop));
        var place = call.ResponseStream.Current.Sequence;
        (StatusCode Code, string Reason, string Message) end = default;
        await server.RestartAsync(async () => end = await EndOf(call));
        Assert.Equal(StatusCode.Unavailable, end.Code);
        Assert.Contains("stopping", end.Message, StringComparison.Ordinal);

        await ParkFirstAsync(server);
        using var again = server.Sweeps.Watch(new WatchRequest { Name = "small", AfterSequence = place }, cancellationToken: Stop);
        Assert.True(await again.ResponseStream.MoveNext(Stop));
        Assert.Equal(["boom", ""], again.ResponseStream.Current.Settled.Select(stage => stage.Error));
    }

    /// <summary>The first ready stage of sweep small fails for good.</summary>
    private static async Task ParkFirstAsync(ApiServer server)
    {
        var ready = Assert.Single(
            await server.Ledger.AskAsync(ledger => ledger.ReadReady("small", DateTimeOffset.MaxValue.AddYears(-1), TimeSpan.FromDays(1), 1))
        );
        var command = await server.Ledger.HandAsync(ready.StageId, "w");
        Assert.True(await server.Ledger.ParkAsync(new Lease(ready.StageId, command!.Attempt, "w"), new AttemptEnd("boom")));
    }

    private static async Task<(StatusCode Code, string Reason, string Message)> EndOf(AsyncServerStreamingCall<WatchResponse> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => ReadAsync().WaitAsync(TimeSpan.FromMinutes(2)));
        return (error.StatusCode, error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason ?? "", error.Status.Detail);

        async Task ReadAsync()
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None)) { }
        }
    }
}
