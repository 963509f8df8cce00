using System.Collections.Concurrent;
using System.Threading.Channels;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sweep.Contracts.Messages;
using Sweep.Hosting.Transport;

namespace Sweep.Tests.Cluster.Running;

/// <summary>The bus as both programs have it, in this process.</summary>
internal sealed class TestBus : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly Channel<WorkerReport> _reports;
    private readonly BusLog _log;

    private TestBus(IHost host, Channel<WorkerReport> reports, BusLog log) => (_host, _reports, _log) = (host, reports, log);

    public IBus Bus => _host.Services.GetRequiredService<IBus>();

    public bool IsConnected => _host.Services.GetRequiredService<ITransportState>().IsConnected;

    /// <summary>What it has logged of the broker.</summary>
    public string Said => string.Join('\n', _log.Lines);

    /// <param name="receives">Whether it takes reports, as a coordinator does.</param>
    public static async Task<TestBus> StartAsync(BrokerOptions broker, bool receives)
    {
        var reports = Channel.CreateUnbounded<WorkerReport>();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var log = new BusLog();
        // As an instance, which a host does not dispose of: MassTransit keeps the first one of a process for those that follow.
        builder.Services.AddSingleton<ILoggerFactory>(log).AddSingleton(reports);
        builder.Services.AddSweepBus(
            broker,
            bus =>
            {
                if (receives)
                    bus.AddConsumer<Ear>().Endpoint(endpoint => endpoint.Name = QueueNames.Reports);
            }
        );
        var host = builder.Build();
        await host.StartAsync(TestCluster.Stop);
        return new TestBus(host, reports, log);
    }

    public Task<WorkerReport> HearAsync() =>
        _reports.Reader.ReadAsync(TestCluster.Stop).AsTask().WaitAsync(Until.Patience, TestCluster.Stop);

    /// <summary>Ends when the broker has it.</summary>
    public Task SendAsync(string workerId) => Bus.SendReportAsync(new WorkerReport { WorkerId = workerId }, TestCluster.Stop);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }

    private sealed class BusLog : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) =>
            categoryName.StartsWith("Sweep.", StringComparison.Ordinal) ? this : NullLogger.Instance;

        public void AddProvider(ILoggerProvider provider) { }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Enqueue(formatter(state, exception));

        public void Dispose() { }
    }

    private sealed class Ear(Channel<WorkerReport> reports) : IConsumer<WorkerReport>
    {
        public Task Consume(ConsumeContext<WorkerReport> context) => reports.Writer.WriteAsync(context.Message).AsTask();
    }
}
