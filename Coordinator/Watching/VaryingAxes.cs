using System.Collections.Concurrent;
using Sweep.Contracts.Spec.Identity;
using Sweep.Contracts.Spec.Settings;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Planning;

namespace Sweep.Coordinator.Watching;

/// <summary>Which axes vary in sweeps: what tells their stages apart. Each spec is read once. Safe for concurrent use.</summary>
internal sealed class VaryingAxes(SweepReader sweeps)
{
    private const int MostKnown = 1000;

    private readonly ConcurrentDictionary<string, (string Hash, IReadOnlyList<Setting> Axes)> _known = new(StringComparer.Ordinal);

    /// <summary>Those that vary in any of these sweeps; null when none of them is there.</summary>
    public async ValueTask<IReadOnlyList<Setting>?> OfAsync(IReadOnlyCollection<string> names, CancellationToken cancellation)
    {
        IReadOnlyList<Setting>? axes = null;
        foreach (var name in names)
        {
            if (await OfAsync(name, cancellation).ConfigureAwait(false) is { } some)
                axes = axes is null ? some : [.. axes.Union(some)];
        }

        return axes;
    }

    private async ValueTask<IReadOnlyList<Setting>?> OfAsync(string name, CancellationToken cancellation)
    {
        if (await sweeps.Ledger.AskAsync(ledger => ledger.FindSweep(name)?.SpecHash, cancellation).ConfigureAwait(false) is not { } hash)
            return null;
        if (_known.TryGetValue(name, out var known) && known.Hash == hash)
            return known.Axes;
        // One that cannot be read any more was written by an older program.
        if (
            await sweeps.FindSweepAsync(name, cancellation).ConfigureAwait(false) is not { } sweep
            || SpecReading.Read(sweep.SpecText).Spec is not { } spec
        )
        {
            return null;
        }

        if (_known.Count >= MostKnown)
            _known.Clear();
        _known[name] = (hash, [.. StageName.Varying(spec)]);
        return _known[name].Axes;
    }
}
