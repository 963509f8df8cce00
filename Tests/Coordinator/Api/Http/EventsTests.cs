using System.Net;
using Microsoft.Extensions.Time.Testing;
using Sweep.Api.V1;
using Sweep.Coordinator.Api.Security;
using SweepState = Sweep.Contracts.States.SweepState;

namespace Sweep.Tests.Coordinator.Api.Http;

/// <summary>Live news as a browser's EventSource reads them, over a real socket.</summary>
public class EventsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_OfASweep_BeginWholeAndEndWithIt()
    {
        await using var server = await ApiServer.StartAsync();
        await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop);
        using var http = server.NewHttp();
        await using var events = await EventReader.OpenAsync(http, "/v1/events?name=small&interval=0.2s");

        Assert.Equal("text/event-stream", events.ContentType);
        var first = await events.ReadAsync();
        Assert.Equal(("watch", first.Data["sequence"]!.ToJsonString()), (first.Name, first.Id));
        Assert.Equal(4, (long)first.Data["sweeps"]![0]!["stages"]!["total"]!.AsValue());
        Assert.True((bool)first.Data["hasWorkers"]!);

        await server.FinishAsync("small", SweepState.Completed);
        EventReader.Event last;
        do last = await events.ReadAsync();
        while (last.Name == "watch");
        Assert.Equal("end", last.Name);
    }

    [Fact]
    public async Task Events_WhoComesBack_GoesOnFromItsLastId()
    {
        await using var server = await ApiServer.StartAsync();
        await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop);
        using var http = server.NewHttp();
        await using var begin = await EventReader.OpenAsync(http, "/v1/events");
        var from = (await begin.ReadAsync()).Id;
        var done = await FinishedSweep.WorkAsync(server.Ledger, "small");

        await using var all = await EventReader.OpenAsync(http, $"/v1/events?afterSequence={from}");
        var told = (await all.ReadAsync()).Data["settled"]!.AsArray();
        Assert.Equal(done, told.Count);
        // The address stays as it was at first; the header says where the browser is.
        await using var rest = await EventReader.OpenAsync(
            http,
            $"/v1/events?afterSequence={from}",
            ("Last-Event-ID", told[0]!["sequence"]!.ToJsonString())
        );
        Assert.Equal(
            told.Skip(1).Select(stage => stage!.ToJsonString()),
            (await rest.ReadAsync()).Data["settled"]!.AsArray().Select(stage => stage!.ToJsonString())
        );
    }

    [Theory]
    [InlineData("?name=none", 404, "NOT_FOUND")]
    [InlineData("?interval=soon", 400, "INVALID_REQUEST")]
    [InlineData("?interval=1h", 400, "INVALID_REQUEST")]
    [InlineData("?interval=0s", 400, "INVALID_REQUEST")]
    [InlineData("?afterSequence=-1", 400, "INVALID_REQUEST")]
    [InlineData("?afterSequence=1e3", 400, "INVALID_REQUEST")]
    public async Task Events_WhatCannotBe_IsAnErrorAndNoStream(string query, int code, string reason)
    {
        await using var server = await ApiServer.StartAsync();
        using var http = server.NewHttp();
        var answer = await http.AskAsync("/v1/events" + query);

        Assert.Equal((code, reason), ((int)answer.Code, answer.Reason));
    }

    [Fact]
    public async Task Events_MoreThanAreServed_AreLimitedUntilOneEnds()
    {
        await using var server = await ApiServer.StartAsync(with: options => options with { Limits = options.Limits with { Streams = 2 } });
        using var http = server.NewHttp();
        await using var first = await EventReader.OpenAsync(http, "/v1/events");
        await using (var second = await EventReader.OpenAsync(http, "/v1/events"))
        {
            await second.ReadAsync();
            var refused = await http.AskAsync("/v1/events");
            Assert.Equal((HttpStatusCode.TooManyRequests, "LIMITED"), (refused.Code, refused.Reason));
        }

        // That the client has gone is noticed in a moment.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        HttpStatusCode code;
        do
        {
            using var again = await http.GetAsync("/v1/events", HttpCompletionOption.ResponseHeadersRead, patience.Token);
            code = again.StatusCode;
        } while (code == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, code);
    }

    [Fact]
    public async Task Events_TheirTokenIsRevoked_AreCutOff()
    {
        var time = new FakeTimeProvider();
        await using var server = await ApiServer.StartAsync(time: time);
        var token = server.AddToken("ada", Role.Viewer);
        using var http = server.NewHttp();
        await using var events = await EventReader.OpenAsync(http, "/v1/events?interval=0.2s", ("Authorization", $"Bearer {token}"));
        await events.ReadAsync();
        server.RevokeToken("ada");
        time.Advance(TimeSpan.FromSeconds(2));

        var cut = await Assert.ThrowsAnyAsync<IOException>(() => ToTheEndAsync(events));
        Assert.IsNotType<EndOfStreamException>(cut);
    }

    [Fact]
    public async Task Events_CoordinatorStops_AreEndedAndNotCutOff()
    {
        var server = await ApiServer.StartAsync();
        using var http = server.NewHttp();
        await using var events = await EventReader.OpenAsync(http, "/v1/events");
        await events.ReadAsync();
        await server.DisposeAsync();

        // A stream that did not end by itself would be cut off when the coordinator's patience is over.
        await Assert.ThrowsAsync<EndOfStreamException>(() => ToTheEndAsync(events));
    }

    private static async Task ToTheEndAsync(EventReader events)
    {
        while (true)
            await events.ReadAsync();
    }
}
