namespace Sweep.Hosting.Transport;

/// <summary>
/// Says that the broker was reached and refused this program. Before the first connection this means a wrong setting, which waiting does
/// not cure, and the bus does not try again. After it the bus and this program keep trying.
/// </summary>
public sealed class BrokerRefusal
{
    private readonly TaskCompletionSource<string> _reason = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with one line for people when there has been no connection and there will be none.</summary>
    public Task<string> AtStart => _reason.Task;

    internal void Set(string reason) => _reason.TrySetResult(reason);
}
