using Sweep.Contracts.Spec.Values;

namespace Sweep.Tests.Cluster.Running;

/// <summary>The time in which a coordinator measures how long workers are silent. It stands still unless the test moves it.</summary>
internal sealed class LeaseClock(Gate gate)
{
    /// <summary>Of a coordinator with this clock.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(4);

    /// <summary>A coordinator believes in no longer step between two of its passes.</summary>
    private static readonly TimeSpan _longestStep = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Longer than a lease, and another that a coordinator waits after it found its broker, in steps that count. Each is taken by a pass
    /// of the coordinator; there have been as many when this returns.
    /// </summary>
    public async Task PassALeaseAsync()
    {
        for (var passed = TimeSpan.Zero; passed <= 2 * Lease; passed += _longestStep)
            Jump(_longestStep);
        await TakenAsync();
    }

    /// <summary>At once, as when the coordinator itself did not run meanwhile.</summary>
    public void Jump(TimeSpan step) => gate.Release(new Duration().Format(step));

    public Task TakenAsync() => gate.TakenAsync();
}
