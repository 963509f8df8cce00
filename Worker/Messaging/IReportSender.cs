using Sweep.Contracts.Messages;

namespace Sweep.Worker.Messaging;

/// <summary>Sends reports to the coordinator.</summary>
internal interface IReportSender
{
    /// <summary>Returns when the broker has stored the message; throws when it may not have stored it.</summary>
    Task SendAsync(WorkerReport report, CancellationToken cancellation);
}
