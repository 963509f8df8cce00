using Sweep.Coordinator.Ledger.Keeping;

namespace Sweep.Coordinator.Dispatch;

/// <summary>Says after each pass that searches may have something new to look at.</summary>
internal sealed class SearchSignal : IDispatchObserver
{
    private readonly DispatchSignal _due = new();

    public void OnPassed(TimeSpan took) => _due.Set();

    public Task WaitAsync(CancellationToken cancellation) => _due.WaitAsync(cancellation);
}
