using System.Diagnostics.Metrics;
using Sweep.Coordinator.Ledger;
using Sweep.Hosting.Telemetry;

namespace Sweep.Coordinator.Telemetry;

/// <summary>The stages in memory, each counted once however many sweeps want it, and what sharing them has saved.</summary>
internal sealed class LedgerGauges
{
    private volatile LedgerTally _tally = new([], 0, TimeSpan.Zero);
    private long _bytes;

    public LedgerGauges(Meter meter)
    {
        meter.CreateObservableGauge(
            "sweep.stages",
            () =>
                _tally.Stages.Select(stages => new Measurement<long>(
                    stages.Count,
                    new("kind", Label.Of(stages.Kind)),
                    new("state", Label.Of(stages.State))
                )),
            "{stage}",
            "Stages in the coordinator's memory: those of open sweeps, and of the sweeps that ended last"
        );
        meter.CreateObservableGauge(
            "sweep.ledger.memory",
            () => Volatile.Read(ref _bytes),
            "By",
            "Memory that these stages take in the coordinator"
        );
        meter.CreateObservableCounter(
            "sweep.epochs.saved",
            () => _tally.EpochsSaved,
            "{epoch}",
            "Epochs that trials would have trained again without sharing their stages"
        );
        meter.CreateObservableCounter(
            "sweep.time.saved",
            () => _tally.TimeSaved.TotalSeconds,
            "s",
            "Worker time that these epochs would have taken"
        );
    }

    /// <param name="bytes">See <see cref="SweepLedger.Bytes"/>.</param>
    public void Update(LedgerTally tally, long bytes)
    {
        _tally = tally;
        Volatile.Write(ref _bytes, bytes);
    }
}
