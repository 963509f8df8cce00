using Sweep.Contracts.States;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Store;

namespace Sweep.Cli.Running;

/// <summary>Waits for the end of one sweep, or of the store.</summary>
internal sealed class RunEnd(string name) : IDispatchObserver
{
    private readonly TaskCompletionSource<SweepState> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <exception cref="SweepStoreException">The store does not work any more.</exception>
    public Task<SweepState> Task => _end.Task;

    public void OnEnded(string sweep, SweepState state)
    {
        if (sweep == name)
            _end.TrySetResult(state);
    }

    public void OnPaused(string sweep, double gpuHours) => OnEnded(sweep, SweepState.Paused);

    public void OnFault(SweepStoreException fault) => _end.TrySetException(fault);
}
