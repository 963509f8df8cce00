using System.Net;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Sweep.Api.V1;
using Sweep.Coordinator.Api.Security;

namespace Sweep.Tests.Coordinator.Api.Security;

/// <summary>Who may do what, over gRPC and over HTTP.</summary>
public class RoleTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnyCall_NoTokenWasEverMade_IsLetIn()
    {
        await using var server = await ApiServer.StartAsync();

        Assert.True((await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop)).Created);
    }

    [Fact]
    public async Task AnyCall_TokenMadeMeanwhile_IsAskedForAtOnce()
    {
        await using var server = await ApiServer.StartAsync();
        await server.Sweeps.ListAsync(new ListRequest(), cancellationToken: Stop);
        var ada = server.AddToken("ada", Role.Operator);

        var refusal = await Refusal.Of(server.Sweeps.ListAsync(new ListRequest(), cancellationToken: Stop));
        Assert.Equal((StatusCode.Unauthenticated, "UNAUTHENTICATED"), (refusal.Code, refusal.Reason));
        Assert.Contains("sweep-coordinator token add", refusal.Message, StringComparison.Ordinal);
        refusal = await Refusal.Of(server.Sweeps.ListAsync(new ListRequest(), Bearing(ada + "x"), cancellationToken: Stop));
        Assert.Equal((StatusCode.Unauthenticated, "UNAUTHENTICATED"), (refusal.Code, refusal.Reason));
        Assert.DoesNotContain(ada, refusal.Message, StringComparison.Ordinal);
        await server.Sweeps.ListAsync(new ListRequest(), Bearing(ada), cancellationToken: Stop);

        server.RevokeToken("ada");
        refusal = await Refusal.Of(server.Sweeps.ListAsync(new ListRequest(), Bearing(ada), cancellationToken: Stop));
        Assert.Equal((StatusCode.Unauthenticated, "UNAUTHENTICATED"), (refusal.Code, refusal.Reason));
    }

    [Fact]
    public async Task EveryMethod_OfAViewer_LooksOrIsRefused()
    {
        await using var server = await ApiServer.StartAsync();
        var viewer = server.AddToken("eve", Role.Viewer);
        string[] looking =
        [
            "Validate",
            "Plan",
            "Watch",
            "Get",
            "List",
            "ListWorkers",
            "QueryResults",
            "StreamResults",
            "BestSparsity",
            "GetGrid",
            "ListStages",
            "GetStage",
        ];
        string[] changing = ["Submit", "Pause", "Resume", "Cancel", "Retry", "SetPriority", "Delete", "DrainWorker"];
        var methods = SweepReflection.Descriptor.Services.SelectMany(service => service.Methods).ToList();

        // A new method has to be in one of them.
        Assert.Equal(methods.Select(method => method.Name).Order(), looking.Concat(changing).Order());
        foreach (var method in methods)
            Assert.Equal(changing.Contains(method.Name), await CodeAsync(server, method, viewer) == StatusCode.PermissionDenied);
    }

    [Fact]
    public async Task EveryMethod_NoToken_IsRefused()
    {
        await using var server = await ApiServer.StartAsync();
        server.AddToken("ada", Role.Operator);

        foreach (var method in SweepReflection.Descriptor.Services.SelectMany(service => service.Methods))
            Assert.Equal(StatusCode.Unauthenticated, await CodeAsync(server, method, token: null));
    }

    [Fact]
    public async Task Health_NoToken_Answers()
    {
        await using var server = await ApiServer.StartAsync();
        server.AddToken("ada", Role.Operator);
        var health = new Grpc.Health.V1.Health.HealthClient(server.Channel);

        Assert.Equal(
            Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus.Serving,
            (await health.CheckAsync(new(), cancellationToken: Stop)).Status
        );
    }

    [Fact]
    public async Task Http_ByRole_AnswersAsGrpcDoes()
    {
        await using var server = await ApiServer.StartAsync();
        using var http = server.NewHttp();
        var (viewer, user) = (server.AddToken("eve", Role.Viewer), server.AddToken("ada", Role.Operator));

        var answer = await http.AskAsync("/v1/sweeps");
        Assert.Equal(
            (HttpStatusCode.Unauthorized, "UNAUTHENTICATED", "Bearer"),
            (answer.Code, answer.Reason, answer.Headers["WWW-Authenticate"])
        );
        Assert.Equal(HttpStatusCode.OK, (await http.AskAsync("/v1/sweeps", ("Authorization", $"Bearer {viewer}"))).Code);
        answer = await http.AskAsync(
            HttpMethod.Post,
            "/v1/sweeps/small:pause",
            new System.Text.Json.Nodes.JsonObject(),
            ("Authorization", $"Bearer {viewer}")
        );
        Assert.Equal((HttpStatusCode.Forbidden, "FORBIDDEN"), (answer.Code, answer.Reason));
        answer = await http.AskAsync(
            HttpMethod.Post,
            "/v1/sweeps/small:pause",
            new System.Text.Json.Nodes.JsonObject(),
            ("Authorization", $"Bearer {user}")
        );
        Assert.Equal((HttpStatusCode.NotFound, "NOT_FOUND"), (answer.Code, answer.Reason));
        answer = await http.AskAsync("/v1/sweeps", ("Authorization", "Basic YTpi"));
        Assert.Equal((HttpStatusCode.Unauthorized, "UNAUTHENTICATED"), (answer.Code, answer.Reason));
        // What there is, is nobody's business.
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.AskAsync("/v1/nothing")).Code);
    }

    [Fact]
    public async Task AnyCall_TokensFileIsDamaged_IsRefusedAndSaid()
    {
        await using var server = await ApiServer.StartAsync(logs: true);
        var ada = server.AddToken("ada", Role.Operator);
        await File.WriteAllTextAsync(Path.Combine(server.Home, "tokens.json"), "[{", Stop);

        var refusal = await Refusal.Of(server.Sweeps.ListAsync(new ListRequest(), Bearing(ada), cancellationToken: Stop));
        Assert.Equal(StatusCode.Unauthenticated, refusal.Code);
        Assert.Contains(server.Logged, line => line.Contains("tokens.json is damaged", StringComparison.Ordinal));
    }

    private static Metadata Bearing(string token) => new() { { "authorization", $"Bearer {token}" } };

    /// <summary>Sends an empty request.</summary>
    private static async Task<StatusCode> CodeAsync(ApiServer server, MethodDescriptor method, string? token)
    {
        var marshaller = Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes);
        var type = method.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary;
        var raw = new Method<byte[], byte[]>(type, method.Service.FullName, method.Name, marshaller, marshaller);
        var invoker = server.Channel.CreateCallInvoker();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var options = new CallOptions(token is null ? null : Bearing(token), cancellationToken: limit.Token);
        try
        {
            if (type == MethodType.Unary)
            {
                await invoker.AsyncUnaryCall(raw, null, options, []);
            }
            else
            {
                using var call = invoker.AsyncServerStreamingCall(raw, null, options, []);
                await call.ResponseStream.MoveNext(limit.Token);
                await limit.CancelAsync();
            }

            return StatusCode.OK;
        }
        catch (RpcException error)
        {
            return error.StatusCode;
        }
    }
}
