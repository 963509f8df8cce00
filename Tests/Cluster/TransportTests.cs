using MassTransit;
using Sweep.Contracts.Messages;
using Sweep.Hosting.Transport;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster;

/// <summary>The bus of <c>Hosting/Transport</c> on a real broker.</summary>
public sealed class TransportTests
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);

    [Theory]
    [InlineData(false, "classic")]
    [InlineData(true, "quorum")]
    public async Task SendReport_BeforeAnyCoordinatorEverWas_WaitsForIt(bool isQuorum, string kind)
    {
        await using var broker = await RabbitBroker.StartAsync([]);
        var options = BrokerOptions.Default with { Hosts = [broker.Host], QuorumQueues = isQuorum };
        await using (var worker = await TestBus.StartAsync(options, receives: false))
            await worker.SendAsync("early").WaitAsync(Until.Patience, TestCluster.Stop);
        // Not killed: RabbitMQ 3.10 cannot bring back a quorum queue that was declared seconds before its only node died.
        await broker.StopAsync();
        await broker.StartAgainAsync();

        await using var coordinator = await TestBus.StartAsync(options, receives: true);
        Assert.Equal("early", (await coordinator.HearAsync()).WorkerId);
        Assert.Contains(
            $"{QueueNames.Reports}\t{kind}\ttrue",
            await broker.ControlAsync("list_queues", "name", "type", "durable"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task State_BrokerKilledAndBack_FollowsIt_AndWhatWasSentMeanwhileArrives()
    {
        await using var broker = await RabbitBroker.StartAsync([]);
        await using var bus = await TestBus.StartAsync(BrokerOptions.Default with { Hosts = [broker.Host] }, receives: true);
        await Until.TrueAsync("it is connected", () => bus.IsConnected);

        await broker.KillAsync();
        await Until.TrueAsync("it is not any more", () => !bus.IsConnected);
        var sending = SendUntilTakenAsync(bus, "meanwhile");
        await broker.StartAgainAsync();

        await Until.TrueAsync("it is again", () => bus.IsConnected);
        await sending.WaitAsync(Until.Patience, TestCluster.Stop);
        Assert.Equal("meanwhile", (await bus.HearAsync()).WorkerId);
    }

    /// <summary>As a worker's outbox does: what is sent while the connection comes or goes may fail, and is sent again.</summary>
    private static async Task SendUntilTakenAsync(TestBus bus, string text)
    {
        while (true)
        {
            try
            {
                await bus.SendAsync(text);
                return;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                TestContext.Current.SendDiagnosticMessage($"sent again after {error.Message}");
                await Task.Delay(_pause, TimeProvider.System, TestCluster.Stop);
            }
        }
    }

    [Fact]
    public async Task Orders_ReachTheirWorkerAlone_AndItsQueueGoesWithIt()
    {
        await using var broker = await RabbitBroker.StartAsync([]);
        var options = BrokerOptions.Default with { Hosts = [broker.Host] };
        await using var coordinator = await TestBus.StartAsync(options, receives: true);
        var heard = new TaskCompletionSource<long>();
        await using (var worker = await TestBus.StartAsync(options, receives: false))
        {
            await worker
                .Bus.ConnectReceiveEndpoint(
                    QueueNames.Worker("w1"),
                    endpoint =>
                    {
                        endpoint.BindOrders("w1");
                        endpoint.Handler<WorkerOrders>(context =>
                        {
                            heard.TrySetResult(context.Message.Heard);
                            return Task.CompletedTask;
                        });
                    }
                )
                .Ready;
            await coordinator.Bus.SendOrdersAsync("nobody", new WorkerOrders { Heard = 1 }, TestCluster.Stop);
            await coordinator.Bus.SendOrdersAsync("w1", new WorkerOrders { Heard = 2 }, TestCluster.Stop);
            Assert.Equal(2, await heard.Task.WaitAsync(Until.Patience, TestCluster.Stop));
        }

        Assert.Equal(QueueNames.Reports, (await broker.ControlAsync("list_queues", "--no-table-headers", "name")).Trim());
    }

    [Fact]
    public async Task Tls_ConnectsToTheAuthoritysBrokerAndToNoOther()
    {
        using var certificates = TestCertificates.Create();
        await using var broker = await RabbitBroker.StartAsync([
            $"listeners.ssl.default = 127.0.0.1:{certificates.Port}",
            $"ssl_options.cacertfile = {certificates.Authority}",
            $"ssl_options.certfile = {certificates.Certificate}",
            $"ssl_options.keyfile = {certificates.Key}",
            "ssl_options.verify = verify_peer",
            "ssl_options.fail_if_no_peer_cert = true",
        ]);
        var options = BrokerOptions.Default with
        {
            Hosts = [$"localhost:{certificates.Port}"],
            Tls = true,
            CaFile = certificates.Authority,
            CertificateFile = certificates.Certificate,
            KeyFile = certificates.Key,
        };

        await using var trusting = await TestBus.StartAsync(options, receives: true);
        await trusting.SendAsync("encrypted").WaitAsync(Until.Patience, TestCluster.Stop);
        Assert.Equal("encrypted", (await trusting.HearAsync()).WorkerId);

        using var others = TestCertificates.Create();
        await using var distrusting = await TestBus.StartAsync(options with { CaFile = others.Authority }, receives: true);
        await Until.TrueAsync(
            "it says why it does not connect",
            () => distrusting.Said.Contains("its certificate is not accepted", StringComparison.Ordinal),
            () => distrusting.Said
        );
        Assert.False(distrusting.IsConnected);
    }
}
