using Sweep.Contracts.States;

namespace Sweep.Coordinator.Watching;

/// <summary>The pace of each sweep that runs. Safe for concurrent use.</summary>
internal sealed class SweepPaces(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (DateTimeOffset Created, SweepPace Pace)> _paces = new(StringComparer.Ordinal);

    /// <summary>How sweeps stand now, with what is done of the stages that workers have. One that does not run begins anew when it does.</summary>
    /// <param name="idle">Names of the sweeps of which no worker has anything.</param>
    /// <param name="resumed">By sweep, what of it came into sight or went out of it without any work; see <see cref="PartlyDone"/>.</param>
    public void Add(IReadOnlyCollection<SweepWork> sweeps, IReadOnlyDictionary<string, double> resumed, IReadOnlySet<string> idle)
    {
        lock (_gate)
        {
            var running = sweeps
                .Where(sweep => sweep.Sweep.State == SweepState.Running)
                .ToDictionary(sweep => sweep.Sweep.Name, StringComparer.Ordinal);
            foreach (var (name, known) in _paces)
            {
                if (!running.TryGetValue(name, out var sweep) || sweep.Sweep.Created != known.Created)
                    _paces.Remove(name);
            }

            foreach (var (name, sweep) in running)
            {
                if (!_paces.TryGetValue(name, out var known))
                    _paces[name] = known = (sweep.Sweep.Created, new SweepPace(time));
                known.Pace.Skip(resumed.GetValueOrDefault(name));
                known.Pace.Add(sweep.Done, idle.Contains(name));
            }
        }
    }

    public TimeSpan? Remaining(SweepWork sweep)
    {
        lock (_gate)
        {
            return
                sweep.Sweep.State == SweepState.Running
                && _paces.TryGetValue(sweep.Sweep.Name, out var known)
                && known.Created == sweep.Sweep.Created
                ? known.Pace.Remaining(sweep.Done, sweep.Wanted - sweep.Done)
                : null;
        }
    }
}
