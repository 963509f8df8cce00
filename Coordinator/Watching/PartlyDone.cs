using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Watching;

/// <summary>
/// What is done of the stages that workers have, and what of it came or went without any work: a stage that is given back takes what
/// it has saved out of sight, and the next attempt brings it back with its first report. One caller at a time.
/// </summary>
internal sealed class PartlyDone
{
    private Dictionary<(Lease Lease, string Sweep), double> _counted = [];

    /// <summary>By sweep, in the unit of <see cref="NewStage.Cost"/>.</summary>
    public static Dictionary<string, double> Sum(IReadOnlyList<SweepLease> held, RunningStages running)
    {
        var ahead = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var stage in held)
        {
            if (Find(stage, running) is { Progress: { } progress })
                ahead[stage.Sweep] = ahead.GetValueOrDefault(stage.Sweep) + (stage.Cost * Math.Clamp(progress.Fraction, 0, 1));
        }

        return ahead;
    }

    /// <summary>By sweep: what came into sight since the call before less what went out of it, none of which is work of this while.</summary>
    public Dictionary<string, double> InheritedProgress(IReadOnlyList<SweepLease> held, RunningStages running)
    {
        var resumed = new Dictionary<string, double>(StringComparer.Ordinal);
        var counted = new Dictionary<(Lease, string), double>();
        foreach (var stage in held)
        {
            if (Find(stage, running) is not { Progress: { } progress } attempt)
                continue;
            counted[(stage.Lease, stage.Sweep)] = stage.Cost * progress.Fraction;
            if (attempt.FractionBefore > 0 && !_counted.ContainsKey((stage.Lease, stage.Sweep)))
                resumed[stage.Sweep] = resumed.GetValueOrDefault(stage.Sweep) + (stage.Cost * attempt.FractionBefore);
        }

        var given = running.TakeGivenBack();
        foreach (var ((lease, sweep), ahead) in _counted)
        {
            if (given.Contains(lease) && !counted.ContainsKey((lease, sweep)))
                resumed[sweep] = resumed.GetValueOrDefault(sweep) - ahead;
        }

        _counted = counted;
        return resumed;
    }

    private static RunningAttempt? Find(SweepLease stage, RunningStages running) =>
        running.Find(stage.Lease.StageId) is { } attempt && attempt.Lease == stage.Lease ? attempt : null;
}
