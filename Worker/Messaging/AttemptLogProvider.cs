using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Sweep.Hosting.Logs;

namespace Sweep.Worker.Messaging;

/// <summary>Passes what is logged within an attempt to its <see cref="AttemptLog"/>, and ignores everything else.</summary>
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

            // An exception that ends the attempt is reported in full with it; for others the message is enough.
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
    /// <summary>
    /// Adds the log of attempts, with debug messages of our own code, whatever level the program writes to standard error.
    /// </summary>
    public static ILoggingBuilder AddAttemptLog(this ILoggingBuilder logging)
    {
        logging.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ILoggerProvider, AttemptLogProvider>());
        return logging.AddFilter<AttemptLogProvider>(null, LogLevel.Information).AddFilter<AttemptLogProvider>("Sweep", LogLevel.Debug);
    }
}
