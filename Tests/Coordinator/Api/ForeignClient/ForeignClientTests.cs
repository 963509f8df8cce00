using System.Text.Json.Nodes;
using Sweep.Api.V1;
using Sweep.Tests.Coordinator.Store;
using SweepState = Sweep.Contracts.States.SweepState;

namespace Sweep.Tests.Coordinator.Api.ForeignClient;

/// <summary>The interface as a client sees it that has nothing but <c>sweep.proto</c>: @grpc/grpc-js, in a process of its own, over a real port.</summary>
public class ForeignClientTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Unary_SubmitGetPlanList_Work()
    {
        await using var server = await ApiServer.StartAsync();
        server.Join("node1-7-a");
        Assert.Equal(
            ["""{"created":true,"state":"SWEEP_STATE_RUNNING","trials":4}""", "true", """[["pretrain",0],["train",2],["prune",2]]""", "1"],
            Texts(await NodeClient.RunAsync(server, "unary", Specs.Small))
        );
    }

    [Fact]
    public async Task Errors_ComeWithTheirDetails()
    {
        await using var server = await ApiServer.StartAsync();
        var errors = await NodeClient.RunAsync(server, "errors", Specs.Small + "\nmodel: { widht: 1 }\npriority: 11");

        Assert.Equal(["INVALID_ARGUMENT", "NOT_FOUND", "INVALID_ARGUMENT"], errors.Select(error => (string?)error!["code"]));
        Assert.Equal(
            ["INVALID_SPEC", "NOT_FOUND", "INVALID_REQUEST"],
            errors.Select(error => (string?)Detail(error!, "google.rpc.ErrorInfo")!["reason"])
        );
        Assert.Equal(
            ["model.widht", "priority"],
            Detail(errors[0]!, "google.rpc.BadRequest")!["fieldViolations"]!.AsArray().Select(violation => (string?)violation!["field"])
        );
        Assert.Equal([5, 6], Detail(errors[0]!, "sweep.v1.SpecProblems")!["problems"]!.AsArray().Select(problem => (int)problem!["line"]!));
    }

    [Fact]
    public async Task List_InPages_IsEverySweepOnce()
    {
        await using var server = await ApiServer.StartAsync();
        foreach (var name in (string[])["a", "b", "c", "d", "e"])
            await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small, Name = name }, cancellationToken: Stop);
        var pages = await NodeClient.RunAsync(server, "pages");

        Assert.Equal([2, 2, 1], pages.Select(page => page!.AsArray().Count));
        Assert.Equal(["a", "b", "c", "d", "e"], pages.SelectMany(page => page!.AsArray()).Select(name => (string?)name).Order());
    }

    [Fact]
    public async Task Watch_SweepThatEnds_TellsItAndEndsWell()
    {
        await using var server = await ApiServer.StartAsync();
        await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop);
        await using var client = NodeClient.Start(server, "watch", "small");
        Assert.Equal("""{"sequence":1,"states":["SWEEP_STATE_RUNNING"],"isCurrent":true}""", (await client.NextAsync())!.ToJsonString());
        await server.FinishAsync("small", SweepState.Cancelled);

        // One who comes late may be told before that nothing is new.
        var last = await client.NextAsync();
        while (last!["states"]!.AsArray().Count == 0)
            last = await client.NextAsync();
        Assert.Equal("""{"sequence":1,"states":["SWEEP_STATE_CANCELLED"],"isCurrent":true}""", last.ToJsonString());
        Assert.Equal(["""{"code":"OK"}"""], Texts(await client.RestAsync()));
    }

    [Fact]
    public async Task Watch_Cancelled_EndsSo()
    {
        await using var server = await ApiServer.StartAsync();
        Assert.Equal("CANCELLED", (string?)Assert.Single(await NodeClient.RunAsync(server, "cancel"))!["code"]);
    }

    [Fact]
    public async Task Deadline_OfAStreamAndOfACall_EndsThem()
    {
        var goOn = new TaskCompletionSource();
        await using var server = await ApiServer.StartAsync(store => new GatedStore(store)
        {
            Before = member => member == nameof(store.FindStagesAsync) ? goOn.Task.WaitAsync(Stop) : Task.CompletedTask,
        });
        var ends = await NodeClient.RunAsync(server, "deadline", Specs.Small);
        goOn.SetResult();

        Assert.Equal("DEADLINE_EXCEEDED", (string?)ends[0]!["code"]);
        Assert.Equal("DEADLINE_EXCEEDED", (string?)ends[1]);
    }

    [Fact]
    public async Task StreamResults_OfASweep_IsAllOfItInPages()
    {
        await using var server = await ApiServer.StartAsync();
        await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop);

        Assert.Equal(["""{"pages":[3,1],"end":"OK"}"""], Texts(await NodeClient.RunAsync(server, "results", "small")));
    }

    [Fact]
    public async Task HealthAndReflection_AreThere()
    {
        await using var server = await ApiServer.StartAsync();
        var found = await NodeClient.RunAsync(server, "standard");

        Assert.Equal("SERVING", (string?)found[0]);
        var services = found[1]!["services"]!.AsArray().Select(service => (string?)service).ToList();
        Assert.Superset(
            new HashSet<string?> { "grpc.health.v1.Health", "sweep.v1.Results", "sweep.v1.Sweeps", "sweep.v1.Workers" },
            services.ToHashSet()
        );
        Assert.True((int)found[1]!["files"]! > 0);
    }

    private static IEnumerable<string> Texts(IEnumerable<JsonNode?> lines) => lines.Select(line => line!.ToJsonString());

    private static JsonNode? Detail(JsonNode error, string type) =>
        error["details"]!.AsArray().Single(detail => (string?)detail!["type"] == type)!["value"];
}
