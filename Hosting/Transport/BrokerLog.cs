using System.Security.Authentication;
using MassTransit;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client.Exceptions;

namespace Sweep.Hosting.Transport;

/// <summary>
/// Logs one line when the broker cannot be reached, with the reason and whether waiting helps, and one when it can be reached again. The
/// bus itself keeps trying.
/// </summary>
internal sealed partial class BrokerLog(BrokerOptions broker, BrokerRefusal refusal, ILogger<BrokerLog> log) : IReceiveEndpointObserver
{
    private readonly Lock _gate = new();
    private string? _trouble;
    private bool _wasConnected;

    public Task Ready(ReceiveEndpointReady ready)
    {
        lock (_gate)
        {
            if (!_wasConnected || _trouble is not null)
                LogConnected(broker);
            (_wasConnected, _trouble) = (true, null);
        }

        return Task.CompletedTask;
    }

    public Task Faulted(ReceiveEndpointFaulted faulted)
    {
        var (trouble, isRefusal) = Describe(faulted.Exception);
        var line = $"Cannot reach the broker, {broker}: {trouble}";
        lock (_gate)
        {
            if (_trouble == trouble)
                return Task.CompletedTask;
            _trouble = trouble;
            if (isRefusal && !_wasConnected)
            {
                refusal.Set(line);
                return Task.CompletedTask;
            }
        }

        LogTrouble(line);
        return Task.CompletedTask;
    }

    public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

    /// <summary>Finds the cause that helps, with the setting to look at, and whether the broker was reached and refused.</summary>
    internal static (string Trouble, bool IsRefusal) Describe(Exception? exception)
    {
        foreach (var cause in Causes(exception))
        {
            switch (cause)
            {
                case AuthenticationFailureException:
                    return ("it refuses the user or the password (broker.user, broker.password-file)", true);
                case OperationInterruptedException { ShutdownReason: { ReplyText: var text } }
                    when text.StartsWith("ACCESS_REFUSED", StringComparison.Ordinal):
                    return ($"the user lacks a right, and has to configure, write and read sweep-* (broker.user): {text}", true);
                case OperationInterruptedException { ShutdownReason: { ReplyText: var text } }
                    when text.Contains("vhost", StringComparison.Ordinal):
                    return ($"there is no such virtual host, or the user may not enter it (broker.virtual-host): {text}", true);
                case OperationInterruptedException { ShutdownReason: { ReplyText: var text } }:
                    return (text, false);
                case AuthenticationException:
                    return ($"its certificate is not accepted (broker.ca-file, broker.server-name): {cause.Message}", false);
            }
        }

        return (Causes(exception).LastOrDefault()?.Message.TrimEnd('.') ?? "nothing is known of why", false);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to the broker, {Broker}")]
    private partial void LogConnected(BrokerOptions broker);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Trouble}. Trying on.")]
    private partial void LogTrouble(string trouble);

    private static IEnumerable<Exception> Causes(Exception? exception)
    {
        for (
            ;
            exception is not null;
            exception = exception is AggregateException { InnerExceptions: [var first, ..] } ? first : exception.InnerException
        )
        {
            yield return exception;
        }
    }
}
