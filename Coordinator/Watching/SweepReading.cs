using Google.Protobuf.WellKnownTypes;
using Sweep.Api.V1;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;
using SweepState = Sweep.Contracts.States.SweepState;

namespace Sweep.Coordinator.Watching;

/// <summary>Sweeps as users are told of them, with what is done of the stages that run and how long the rest takes. Safe for concurrent use.</summary>
internal sealed class SweepReading(ILedgerSource ledger, RunningStages running, SweepPaces paces, IClusterState cluster)
{
    private readonly Furthest _furthest = new();

    /// <summary>As it stands now; null when there is none of this name.</summary>
    public async Task<SweepInfo?> FindAsync(string name, CancellationToken cancellation)
    {
        var standing = await ledger.AskAsync(known => known.ReadStanding(name), cancellation).ConfigureAwait(false);
        return Describe(standing).SingleOrDefault();
    }

    public IEnumerable<SweepInfo> Describe(Standing standing) => Works(standing).Select(Describe);

    public IEnumerable<SweepWork> Works(Standing standing)
    {
        var ahead = PartlyDone.Sum(standing.Held, running);
        return standing.Sweeps.Select(sweep => new SweepWork(sweep.Sweep, sweep.Counts, ahead.GetValueOrDefault(sweep.Sweep.Name)));
    }

    public SweepInfo Describe(SweepWork work)
    {
        var info = Messages.Of(work.Sweep, work.Counts);
        info.Fraction = _furthest.Of(work);
        info.Remaining = paces.Remaining(work)?.ToDuration();
        if (work.Sweep.State == SweepState.Running)
            info.Stalled = cluster.FindStall(work.Sweep.Name) ?? "";
        return info;
    }
}
