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
        // Of an hour's requests ten times as many at once, and the next one when an hour is over.
        await using var server = await ApiServer.StartAsync(with: options =>
            options with
            {
                Limits = options.Limits with { Requests = 1, Second = TimeSpan.FromHours(1) },
            }
        );
        var (ada, eve) = (server.AddToken("ada", Role.Operator), server.AddToken("eve", Role.Viewer));
        using var http = server.NewHttp();
        var answers = new List<HttpAnswer>();
        for (var i = 0; i < 12; i++)
            answers.Add(await http.AskAsync("/v1/sweeps", ("Authorization", $"Bearer {ada}")));

        Assert.Equal(
            [.. Enumerable.Repeat(HttpStatusCode.OK, 10), HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests],
            answers.Select(answer => answer.Code)
        );
        Assert.Equal("LIMITED", answers[10].Reason);
        Assert.True(int.Parse(answers[10].Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture) is > 0 and <= 3600);
        Assert.Equal(HttpStatusCode.OK, (await http.AskAsync("/v1/sweeps", ("Authorization", $"Bearer {eve}"))).Code);

        var refusal = await Refusal.Of(
            server.Sweeps.ListAsync(new ListRequest(), new Metadata { { "authorization", $"Bearer {ada}" } }, cancellationToken: Stop)
        );
        Assert.Equal((StatusCode.ResourceExhausted, "LIMITED"), (refusal.Code, refusal.Reason));
        Assert.True(refusal.Details!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan() > TimeSpan.Zero);
    }
}
