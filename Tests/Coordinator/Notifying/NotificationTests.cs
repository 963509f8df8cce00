using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Sweep.Contracts.Spec;
using Sweep.Contracts.States;
using Sweep.Coordinator.Notifying;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Api;
using Sweep.Tests.Coordinator.Dispatch;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Notifying;

/// <summary>Notices from the change of a sweep to the webhook's request, against a server on this machine.</summary>
public sealed class NotificationTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _log = [];
    private WebhookServer _server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await WebhookServer.StartAsync();

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Deliver_Completed_IsSentOnceAndRemoved()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, Sample());
        await CompleteAsync(fixture);
        await using var service = await StartAsync(fixture);
        await NothingOwedAsync(fixture);

        var (path, key, body) = Assert.Single(_server.Received);
        Assert.Equal("/hooks/secret-token", path);
        Assert.Equal(key, (string?)body["id"]);
        Assert.Equal(
            ("completed", "s", 1, 1, 0),
            (
                (string?)body["event"],
                (string?)body["sweep"],
                (int)body["trials"]!,
                (int)body["trialsCompleted"]!,
                (int)body["trialsFailed"]!
            )
        );
        Assert.StartsWith("Sweep s is completed: 1 trial,", (string?)body["text"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deliver_EventsNotAskedFor_SendsNothing()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, Sample([NoticeKind.Failed]), new SampleSweep("other", "b"));
        await CompleteAsync(fixture);

        Assert.Empty(await fixture.Ledger.AskAsync(ledger => ledger.ReadOwed()));
    }

    [Fact]
    public async Task Deliver_FailedSpentAndStalled_SendsNotices()
    {
        var spent = Sample(name: "spent");
        await using var fixture = await DispatchFixture.StartAsync(
            null,
            Sample(),
            new SampleSweep("spent", "b", "c") { Sweep = spent.Sweep with { GpuHours = 0.5 } }
        );
        await LookAsync(fixture, fixture.Options.StallAfter + fixture.Options.Interval);
        Assert.Equal(["s Stalled", "spent Stalled"], await OwedAsync(fixture));
        await LookAsync(fixture, fixture.Options.StallAfter);
        Assert.Equal(2, (await OwedAsync(fixture)).Count);

        var worker = await fixture.JoinAsync("w", slots: 4);
        await fixture.PassAsync();
        var a = await worker.BeginAsync("a");
        await worker.EndAsync(worker.Completed(await worker.BeginAsync("b"), TimeSpan.FromHours(1)));
        await fixture.Ledger.ParkAsync(new Lease(a.StageId, a.Attempt, "w"), new AttemptEnd("broken"));
        await fixture.PassAsync();
        Assert.Equal(["s Stalled", "s Failed", "spent Stalled", "spent Budget"], await OwedAsync(fixture));

        await using var service = await StartAsync(fixture);
        await NothingOwedAsync(fixture);
        var texts = _server.Received.Select(message => (string)message.Body["text"]!).ToList();
        Assert.Contains("Sweep s is stalled: No worker is there. Start one with sweep-worker, for the same broker.", texts);
        Assert.Contains("Sweep s has failed: 1 of 1 trial failed. sweep failures s says why.", texts);
        Assert.Contains("Sweep spent is paused: it has used 1 of its 0.5 GPU-hours, with 1 of 2 trials done.", texts);
    }

    [Fact]
    public async Task Deliver_ServerFails_TriesAgainWithTheSameId()
    {
        foreach (var status in new[] { 503, 429, 500 })
            _server.Answers.Enqueue(status);
        await using var fixture = await DispatchFixture.StartAsync(null, Sample());
        await CompleteAsync(fixture);
        await using var service = await StartAsync(fixture);
        await NothingOwedAsync(fixture);

        Assert.Equal(4, _server.Received.Count);
        Assert.Single(_server.Received.Select(message => message.Key).Distinct());
        Assert.Single(_log, line => line.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(302)]
    public async Task Deliver_ServerRefuses_GivesUpAndFollowsNothing(int status)
    {
        _server.Answers.Enqueue(status);
        _server.Elsewhere = _server.Address + "/elsewhere";
        await using var fixture = await DispatchFixture.StartAsync(null, Sample());
        await CompleteAsync(fixture);
        await using var service = await StartAsync(fixture);
        await NothingOwedAsync(fixture);

        Assert.Single(_server.Received);
        Assert.Contains(_log, line => line.Contains($"answers {status}", StringComparison.Ordinal));
        Assert.DoesNotContain(_log, line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Deliver_InternalAddressNotAllowed_IsNeverCalled()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, Sample());
        await CompleteAsync(fixture);
        await using var service = await StartAsync(fixture, NotifyOptions.Default);
        await NothingOwedAsync(fixture);

        Assert.Empty(_server.Received);
    }

    [Fact]
    public async Task Deliver_NobodyAnswers_DelaysNothingAndIsKeptForTheNextProcess()
    {
        _server.Gate = new TaskCompletionSource();
        await using var fixture = await DispatchFixture.StartAsync(null, Sample());
        await using (await StartAsync(fixture))
        {
            await CompleteAsync(fixture);
            await Wait.UntilAsync("the server received a request", () => !_server.Received.IsEmpty);
            Assert.Equal(SweepState.Completed, await fixture.StateAsync("s"));
        }

        Assert.Equal(["s Completed"], await OwedAsync(fixture));
        _server.Gate.SetResult();
        fixture.Restart();
        await using var next = await StartAsync(fixture);
        await NothingOwedAsync(fixture);
        Assert.Equal(2, _server.Received.Count);
        Assert.Single(_server.Received.Select(message => message.Key).Distinct());
    }

    [Fact]
    public async Task Deliver_FailsForADay_IsGivenUp()
    {
        var address = _server.Address;
        await _server.DisposeAsync();
        await using var fixture = await DispatchFixture.StartAsync(null, Sample(address: address));
        await CompleteAsync(fixture);
        await using var service = await StartAsync(fixture);
        await Wait.UntilAsync("a delivery was tried", () => _log.Any(line => line.Contains("cannot be reached", StringComparison.Ordinal)));
        fixture.Time.Advance(NotifyOptions.Default.Patience);
        await NothingOwedAsync(fixture);

        Assert.Contains(_log, line => line.Contains("it is given up", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Deliver_OperatorsWebhook_ReceivesEverySweepOnAnyHost()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("hook");
        await File.WriteAllTextAsync(file, _server.Address + "\n", Stop);
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        fixture.Notify = NotifyOptions.Default with { File = file };
        fixture.Restart();
        await CompleteAsync(fixture);
        await using var service = await StartAsync(fixture, fixture.Notify);
        await NothingOwedAsync(fixture);

        Assert.Equal("completed", (string?)Assert.Single(_server.Received).Body["event"]);
    }

    [Fact]
    public async Task Extend_SweepWithUndeliveredNotice_KeepsIt()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, Sample());
        await CompleteAsync(fixture);
        var grown = Sample();
        await fixture.Ledger.SubmitAsync(
            SubmittedSweep.Of(grown.Sweep with { SpecHash = "another", IsGrown = true }, new SampleSweep("s", "a", "b").Stages, []),
            replace: true
        );

        Assert.Equal(["s Completed"], await OwedAsync(fixture));
    }

    private SampleSweep Sample(IReadOnlyList<NoticeKind>? on = null, string name = "s", string? address = null) =>
        new(name, "a")
        {
            Sweep = SampleSweep.Default(name) with
            {
                About = new SweepAbout
                {
                    Notify = new SweepNotify(new Webhook(address ?? _server.Address), on ?? Enum.GetValues<NoticeKind>()),
                },
            },
        };

    private static async Task CompleteAsync(DispatchFixture fixture)
    {
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        await worker.CompleteAsync(await worker.BeginAsync("a"));
        await fixture.PassAsync();
    }

    private static Task LookAsync(DispatchFixture fixture, TimeSpan time) => fixture.PassTimeAsync(time);

    private static async Task<IReadOnlyList<string>> OwedAsync(DispatchFixture fixture) =>
        [.. (await fixture.Ledger.AskAsync(ledger => ledger.ReadOwed())).Select(owed => $"{owed.Sweep} {owed.Notice.Kind}")];

    private async Task<Running> StartAsync(DispatchFixture fixture, NotifyOptions? options = null)
    {
        options ??= NotifyOptions.Trusting with { Linger = TimeSpan.Zero };
        var client = new WebhookClient(new WebhookPolicy(options), options with { Timeout = Timeout.InfiniteTimeSpan }, fixture.Time);
        var service = new NotificationService(
            fixture.Coordinator.Notices,
            client,
            fixture.Ledger.Keeper,
            options,
            fixture.Time,
            LoggerFactory.Create(logs => logs.AddProvider(new LogQueue(_log))).CreateLogger<NotificationService>()
        );
        await service.StartAsync(Stop);
        return new Running(service, client);
    }

    /// <summary>Advances the clock for deliveries that wait between two tries.</summary>
    private static async Task NothingOwedAsync(DispatchFixture fixture)
    {
        var owed = 1;
        await Wait.UntilAsync(
            "no notice is left",
            () =>
            {
                fixture.Time.Advance(TimeSpan.FromMilliseconds(100));
                owed = fixture.Ledger.Keeper.AskAsync(ledger => ledger.ReadOwed().Count, Stop).GetAwaiter().GetResult();
                return owed == 0;
            }
        );
    }

    private sealed class Running(NotificationService service, WebhookClient client) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await service.StopAsync(CancellationToken.None);
            service.Dispose();
            client.Dispose();
        }
    }
}
