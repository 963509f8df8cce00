using Grpc.Core;
using Sweep.Api.V1;

namespace Sweep.Tests.Coordinator.Api;

public class WorkersTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ListWorkers_TwoThatJoined_AreDescribed()
    {
        await using var server = await ApiServer.StartAsync();
        server.Join(
            "node2-7-b",
            "node2",
            slots: 4,
            accepting: false,
            reason: "its memory is full",
            findings: ["failed: CUDA devices: cuda:0 does not compute", "warning: locale: POSIX"]
        );
        server.Join("node1-7-a");
        var workers = (await server.Workers.ListWorkersAsync(new ListWorkersRequest(), cancellationToken: Stop)).Workers;

        Assert.Equal(["node1-7-a", "node2-7-b"], workers.Select(worker => worker.Id));
        Assert.Equal(
            ("node2", 4, false, false, "its memory is full"),
            (workers[1].Host, workers[1].Slots, workers[1].Accepting, workers[1].Draining, workers[1].Reason)
        );
        Assert.Equal(["failed: CUDA devices: cuda:0 does not compute", "warning: locale: POSIX"], workers[1].Findings);
        Assert.Empty(workers[0].Findings);
        Assert.Equal(
            ("cpu", 1L << 30, "0.1.0", true),
            (workers[0].Device, workers[0].MemoryFree, workers[0].Version, workers[0].Accepting)
        );
    }

    [Fact]
    public async Task DrainWorker_ByIdHostAndAll_TellsThem()
    {
        await using var server = await ApiServer.StartAsync();
        server.Join("node1-7-a");
        server.Join("node2-7-b", "node2");
        server.Join("node2-8-c", "node2");

        async Task<IEnumerable<string>> DrainAsync(DrainWorkerRequest request) =>
            (await server.Workers.DrainWorkerAsync(request, cancellationToken: Stop)).WorkerIds;
        Assert.Equal(["node1-7-a"], await DrainAsync(new DrainWorkerRequest { WorkerId = "node1-7-a" }));
        Assert.Equal(["node2-7-b", "node2-8-c"], await DrainAsync(new DrainWorkerRequest { Host = "node2" }));
        Assert.Equal(["node1-7-a", "node2-7-b", "node2-8-c"], await DrainAsync(new DrainWorkerRequest { All = true }));
        Assert.All(
            (await server.Workers.ListWorkersAsync(new ListWorkersRequest(), cancellationToken: Stop)).Workers,
            worker => Assert.True(worker.Draining)
        );
    }

    [Fact]
    public async Task DrainWorker_OneThatIsNot_NamesThoseThatAre()
    {
        await using var server = await ApiServer.StartAsync();
        server.Join("node1-7-a");
        var refusal = await Refusal.Of(
            server.Workers.DrainWorkerAsync(new DrainWorkerRequest { WorkerId = "node1-7-b" }, cancellationToken: Stop)
        );

        Assert.Equal((StatusCode.NotFound, "NOT_FOUND"), (refusal.Code, refusal.Reason));
        Assert.Contains("node1-7-a", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DrainWorker_NoTarget_IsRefused()
    {
        await using var server = await ApiServer.StartAsync();
        server.Join("node1-7-a");
        foreach (
            var request in new DrainWorkerRequest[]
            {
                new(),
                new() { WorkerId = "" },
                new() { All = false },
            }
        )
        {
            var refusal = await Refusal.Of(server.Workers.DrainWorkerAsync(request, cancellationToken: Stop));
            Assert.Equal((StatusCode.InvalidArgument, "INVALID_REQUEST"), (refusal.Code, refusal.Reason));
        }
    }
}
