using System.Reflection;
using MassTransit;
using Microsoft.Extensions.Logging;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Hosting.Transport;
using Sweep.Worker.Messaging;

namespace Sweep.Tests.Worker.Messaging;

public class OrdersEndpointTests
{
    /// <summary>This happens after a broker was killed. Without another queue the worker would be deaf forever.</summary>
    [Fact]
    public async Task Close_EndpointThatNeverCloses_IsAbandonedAndOnlyTheNextReceives()
    {
        await using var worker = await BusFixture.StartAsync();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(worker.Log));
        var endpoint = new OrdersEndpoint(
            StuckBus.Over(worker.Bus),
            worker.Slots,
            new Hearing(3),
            WorkerOptions.Default with
            {
                Id = "other",
            },
            worker.Time,
            loggers.CreateLogger<OrdersEndpoint>()
        );
        endpoint.Open();

        var closing = endpoint.CloseAsync(Waiting.Stop);
        worker.Time.Advance(TimeSpan.FromSeconds(10));
        await closing.WaitAsync(Waiting.Patience, Waiting.Stop);
        var heard = new HeardOrders();
        using var observing = worker.Bus.ConnectConsumeObserver(heard);
        await SendAsync(worker, 1);
        await Waiting.Until("the stuck endpoint has heard the first", () => heard.Count == 1);
        Assert.Empty(worker.Engine.Begun);

        endpoint.Open();
        await Waiting.Until("orders arrive again", () => worker.Engine.Running == 1, () => _ = SendAsync(worker, 2));

        Assert.Equal(new StageId(2), Assert.Single(worker.Engine.Begun).Stage.Id);
        Assert.Contains(worker.Log.Lines, line => line.Contains("going on with another", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Receive_ItsOwnEcho_IsNotMistakenForACoordinator()
    {
        await using var worker = await BusFixture.StartAsync();
        worker.Hearing.Beat(isDelivering: true);
        worker.Hearing.Beat(isDelivering: true);
        var heard = new HeardOrders();
        using var observing = worker.Bus.ConnectConsumeObserver(heard);
        await worker.Bus.SendEchoAsync("w", Waiting.Stop);
        await Waiting.Until("it comes", () => heard.Count == 1);
        Assert.Equal(2, worker.Hearing.Silent);

        await worker.SendAsync(new WorkerOrders());
        await Waiting.Until("orders come", () => heard.Count == 2);
        Assert.Equal(0, worker.Hearing.Silent);
    }

    private static Task SendAsync(BusFixture worker, int stage) =>
        worker.Bus.SendOrdersAsync("other", new WorkerOrders { Run = [WorkerFixture.Stage(stage)] }, Waiting.Stop);

    /// <summary>Counts orders that any endpoint has processed or ignored.</summary>
    private sealed class HeardOrders : IConsumeObserver
    {
        private volatile int _count;

        public int Count => _count;

        public Task PreConsume<T>(ConsumeContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PostConsume<T>(ConsumeContext<T> context)
            where T : class
        {
            _count += context.Message is WorkerOrders ? 1 : 0;
            return Task.CompletedTask;
        }

        public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }

    /// <summary>A bus whose endpoints never close.</summary>
    public class StuckBus : DispatchProxy
    {
        private IBus _bus = null!;

        public static IBus Over(IBus bus)
        {
            var proxy = Create<IBus, StuckBus>();
            ((StuckBus)(object)proxy)._bus = bus;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.Invoke(_bus, args) is HostReceiveEndpointHandle handle ? new StuckHandle(handle) : null;
    }

    private sealed class StuckHandle(HostReceiveEndpointHandle handle) : HostReceiveEndpointHandle
    {
        public IReceiveEndpoint ReceiveEndpoint => handle.ReceiveEndpoint;

        public Task<ReceiveEndpointReady> Ready => handle.Ready;

        public Task StopAsync(CancellationToken cancellationToken) => new TaskCompletionSource().Task;

        public Task StopAsync(bool remove, CancellationToken cancellationToken) => StopAsync(cancellationToken);
    }
}
