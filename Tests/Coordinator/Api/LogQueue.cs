using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Sweep.Tests.Coordinator.Api;

/// <summary>Keeps what is logged, but not that the machine is too busy for Kestrel's clock to tick in time.</summary>
internal sealed class LogQueue(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (eventId.Name != "HeartbeatSlow")
            lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");
    }

    public void Dispose() { }
}
