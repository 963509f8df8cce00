using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Study.Tables;
using Sweep.Coordinator.Watching;
using Sweep.Hosting.Telemetry;

namespace Sweep.Coordinator.Telemetry;

/// <summary>
/// The state of the coordinator, read once for each scrape from counters that are maintained anyway, without scanning stages.
/// </summary>
internal sealed class CoordinatorGauges(
    IMeterFactory meters,
    Surveyor surveyor,
    WorkerRoster roster,
    RunningStages running,
    ResultTables tables,
    SweepReader sweeps,
    TimeProvider time,
    ILogger<StudyGauges> log
)
{
    /// <summary>A survey this recent, made for another caller, is reused.</summary>
    private static readonly TimeSpan _age = TimeSpan.FromSeconds(1);

    private readonly LedgerGauges _ledger = new(meters.Create(Meters.Coordinator));
    private readonly SweepGauges _sweeps = new(meters.Create(Meters.Coordinator));
    private readonly WorkerGauges _workers = new(meters.Create(Meters.Coordinator));
    private readonly RunningGauges _running = new(meters.Create(Meters.Coordinator));
    private readonly StudyGauges _study = new(meters.Create(Meters.Coordinator), tables, sweeps, time, log);

    public async Task LookAsync(CancellationToken cancellation)
    {
        _running.Update(running.Read());
        _ = _study.Look();
        var (tally, bytes, workers) = await sweeps
            .Ledger.AskAsync(known => (known.Tally, known.Bytes, roster.Read(known)), cancellation)
            .ConfigureAwait(false);
        _ledger.Update(tally, bytes);
        _workers.Update(workers);
        var survey = await surveyor.ReadAsync(_age, cancellation).ConfigureAwait(false);
        _sweeps.Update(survey.Sweeps.Values.Select(sweep => sweep.Value));
    }
}
