using Sweep.Contracts.States;

namespace Sweep.Coordinator.Watching;

/// <summary>
/// How far each sweep that has not ended has been said to be. An attempt that is given back or lost takes what it was at out of sight
/// until the next one goes on from its checkpoint; what is shown does not go back for that. Safe for concurrent use.
/// </summary>
internal sealed class Furthest
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (DateTimeOffset Created, double Total, double Fraction)> _sweeps = new(StringComparer.Ordinal);

    /// <summary>What to show of a sweep, 0 to 1: as far as it is or, while nothing is added to it, was before.</summary>
    public double Of(SweepWork work)
    {
        var (sweep, total) = (work.Sweep, work.Counts.Total.Cost);
        lock (_gate)
        {
            if (sweep.State is not (SweepState.Running or SweepState.Paused))
            {
                _sweeps.Remove(sweep.Name);
                return work.Fraction;
            }

            var isSame =
                _sweeps.TryGetValue(sweep.Name, out var known)
                && known.Created == sweep.Created
                && Math.Abs(known.Total - total) <= 1e-9 * total;
            var fraction = isSame ? Math.Max(known.Fraction, work.Fraction) : work.Fraction;
            _sweeps[sweep.Name] = (sweep.Created, total, fraction);
            return fraction;
        }
    }
}
