using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Sweep.Hosting.Logs;

public static class LogRegistration
{
    /// <summary>Logs to standard error: standard output is for results.</summary>
    /// <param name="isTraced">Whether an entry that is logged within a trace names it.</param>
    public static ILoggingBuilder AddSweepLog(this ILoggingBuilder logging, LogOptions options, bool isTraced = false)
    {
        if (isTraced)
        {
            logging.Configure(factory =>
                factory.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId
            );
        }

        logging.SetMinimumLevel(options.Level);

        // While the broker is away MassTransit writes pages of stack traces at each attempt; Transport/BrokerLog says the same in one line.
        logging.AddFilter("MassTransit", options.Level > LogLevel.Debug ? LogLevel.None : LogLevel.Debug);
        logging.AddFilter("MassTransit.Messages", options.Level > LogLevel.Debug ? LogLevel.Error : LogLevel.Debug);
        logging.AddFilter("Microsoft", options.Level > LogLevel.Debug ? LogLevel.Warning : LogLevel.Debug);
        logging.Services.TryAddSingleton(TimeProvider.System);
        if (options.Format == LogFormat.Json)
        {
            logging.AddJsonConsole(json =>
            {
                json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
                json.UseUtcTimestamp = true;
                json.IncludeScopes = isTraced;
            });
        }
        else
        {
            logging.AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
            logging.AddConsole(console => console.FormatterName = LineFormatter.FormatterName);
        }

        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        return logging;
    }
}
