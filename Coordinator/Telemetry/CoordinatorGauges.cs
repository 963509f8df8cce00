using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Study.Tables;
using Sweep.Coordinator.Watching;
using Sweep.Hosting.Telemetry;

namespace Sweep.Coordinator.Telemetry;

/// <summary>How everything stands, looked at once for each time that metrics are shown: counters that are kept up anyway, and no stage by itself.</summary>
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
    /// <summary>A survey that others have asked for so lately will do.</summary>
    private static readonly TimeSpan _age = TimeSpan.FromSeconds(1);

    private readonly LedgerGauges _ledger = new(meters.Create(Meters.Coordinator));
    private readonly SweepGauges _sweeps = new(meters.Create(Meters.Coordinator));
    private readonly WorkerGauges _workers = new(meters.Create(Meters.Coordinator));
    private readonly RunningGauges _running = new(meters.Create(Meters.Coordinator));
    private readonly StudyGauges _study = new(meters.Create(Meters.Coordinator), tables, sweeps, time, log);

    public async Task LookAsync(CancellationToken cancellation)
    {
        _running.Take(running.Read());
        _ = _study.Look();
        var (tally, bytes, workers) = await sweeps
            .Ledger.AskAsync(known => (known.Tally, known.Bytes, roster.Read(known)), cancellation)
            .ConfigureAwait(false);
        _ledger.Take(tally, bytes);
        _workers.Take(workers);
        var survey = await surveyor.ReadAsync(_age, cancellation).ConfigureAwait(false);
        _sweeps.Take(survey.Sweeps.Values.Select(sweep => sweep.Value));
    }
}
