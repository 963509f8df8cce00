using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Sweep.Hosting.Logs;

namespace Sweep.Worker.Messaging;

/// <summary>Gives what is logged within an attempt to its <see cref="AttemptLog"/>. Nothing else is looked at.</summary>
internal sealed class AttemptLogProvider(TimeProvider time) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Logger(time);

    public void Dispose() { }

    private sealed class Logger(TimeProvider time) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => AttemptLog.Current is not null && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (!IsEnabled(logLevel))
                return;

            // In full, an exception that ends the attempt is reported with it; of others, what it says will do.
            var text = formatter(state, exception);
            AttemptLog.Current!.Add(
                LogLine.Of(
                    time.GetUtcNow(),
                    logLevel,
                    exception is null ? text : $"{text} ({exception.GetType().Name}: {exception.Message})"
                )
            );
        }
    }
}

internal static class AttemptLogRegistration
{
    /// <summary>With our own details, whatever the level of what the program writes to standard error.</summary>
    public static ILoggingBuilder AddAttemptLog(this ILoggingBuilder logging)
    {
        logging.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ILoggerProvider, AttemptLogProvider>());
        return logging.AddFilter<AttemptLogProvider>(null, LogLevel.Information).AddFilter<AttemptLogProvider>("Sweep", LogLevel.Debug);
    }
}
