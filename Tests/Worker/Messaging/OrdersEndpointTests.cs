using System.Reflection;
using MassTransit;
using Microsoft.Extensions.Logging;
using Sweep.Contracts.Messages;
using Sweep.Hosting.Transport;
using Sweep.Worker.Messaging;

namespace Sweep.Tests.Worker.Messaging;

public class OrdersEndpointTests
{
    /// <summary>As after a broker was killed: without another queue the worker would be deaf for ever.</summary>
    [Fact]
    public async Task Close_EndpointThatNeverEnds_IsLeftBehindAndTheNextHearsAlone()
    {
        await using var worker = await BusFixture.StartAsync();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(worker.Log));
        var endpoint = new OrdersEndpoint(
            StuckBus.Over(worker.Bus), worker.Slots, new Hearing(3), WorkerOptions.Default with { Id = "other" }, worker.Time, loggers.CreateLogger<OrdersEndpoint>());
        endpoint.Open();

        var closing = endpoint.CloseAsync(Waiting.Stop);
        await Waiting.Until("it gives up", () => closing.IsCompleted, () => worker.Time.Advance(TimeSpan.FromSeconds(5)));
        await closing;
        endpoint.Open();
        await Waiting.Until(
            "orders arrive again", () => worker.Engine.Running == 1,
            () => _ = worker.Bus.SendOrdersAsync("other", new WorkerOrders { Run = [WorkerFixture.Stage(1)] }, Waiting.Stop));

        Assert.Single(worker.Engine.Begun);
        Assert.Contains(worker.Log.Lines, line => line.Contains("going on with another", StringComparison.Ordinal));
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
