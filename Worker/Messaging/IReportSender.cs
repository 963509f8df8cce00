using Sweep.Contracts.Messages;

namespace Sweep.Worker.Messaging;

/// <summary>The way to the coordinator.</summary>
internal interface IReportSender
{
    /// <summary>Returns when the broker has the message for good; throws when it may not have it.</summary>
    Task SendAsync(WorkerReport report, CancellationToken cancellation);
}
