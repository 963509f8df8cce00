using System.Net;
using Google.Rpc;
using Grpc.Core;
using Sweep.Api.V1;
using Sweep.Coordinator.Api.Security;

namespace Sweep.Tests.Coordinator.Api.Limits;

public class RateLimitTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_MoreThanAreAnswered_AreLimitedForThatClientAlone()
    {
        await using var server = await ApiServer.StartAsync(with: options => options with { Limits = options.Limits with { Requests = 1 } });
        var (ada, eve) = (server.AddToken("ada", Role.Operator), server.AddToken("eve", Role.Viewer));
        using var http = server.NewHttp();
        var answers = new List<HttpAnswer>();
        for (var i = 0; i < 30; i++)
            answers.Add(await http.AskAsync("/v1/sweeps", ("Authorization", $"Bearer {ada}")));

        Assert.Equal(HttpStatusCode.OK, answers[0].Code);
        var limited = answers.First(answer => answer.Code == HttpStatusCode.TooManyRequests);
        Assert.Equal("LIMITED", limited.Reason);
        Assert.True(int.Parse(limited.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture) >= 1);
        Assert.Equal(HttpStatusCode.OK, (await http.AskAsync("/v1/sweeps", ("Authorization", $"Bearer {eve}"))).Code);

        var refusals = new List<Refusal>();
        for (var i = 0; i < 30; i++)
        {
            try
            {
                await server.Sweeps.ListAsync(new ListRequest(), new Metadata { { "authorization", $"Bearer {ada}" } }, cancellationToken: Stop);
            }
            catch (RpcException error)
            {
                var details = error.GetRpcStatus()!;
                refusals.Add(new Refusal(error.StatusCode, details.GetDetail<ErrorInfo>()!.Reason, error.Status.Detail, details));
            }
        }

        Assert.NotEmpty(refusals);
        Assert.All(refusals, refusal => Assert.Equal((StatusCode.ResourceExhausted, "LIMITED"), (refusal.Code, refusal.Reason)));
        Assert.True(refusals[0].Details!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan() > TimeSpan.Zero);
    }
}
