namespace Sweep.Hosting.Transport;

/// <summary>
/// The broker was reached and will not have this program. Before the first connection that is a wrong setting, which waiting does
/// not cure, and the bus does not try again; after it the bus and this program go on trying.
/// </summary>
public sealed class BrokerRefusal
{
    private readonly TaskCompletionSource<string> _reason = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with one line for people when there was no connection yet and there will be none.</summary>
    public Task<string> AtStart => _reason.Task;

    internal void Set(string reason) => _reason.TrySetResult(reason);
}
