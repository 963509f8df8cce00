using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Sweep.Contracts.States;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Study;
using Sweep.Coordinator.Study.Tables;
using Sweep.Hosting.Telemetry;

namespace Sweep.Coordinator.Telemetry;

/// <summary>
/// Accuracy against sparsity of the running sweeps, one series for each data set, network, mode and level. Results are read in the
/// background, so that no scrape waits for the table of a large sweep. A sweep is left out if it would exceed the rest of <see
/// cref="MostSeries"/>, or of <see cref="MostTrials"/>, whose table would take seconds to read and stay in memory.
/// </summary>
internal sealed partial class StudyGauges
{
    public const int MostSeries = 1_000;
    public const int MostTrials = 200_000;

    /// <summary>The time between two reads.</summary>
    private static readonly TimeSpan _age = TimeSpan.FromSeconds(10);

    private readonly ResultTables _tables;
    private readonly SweepReader _sweeps;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private volatile IReadOnlyList<Group> _groups = [];
    private Task _looking = Task.CompletedTask;
    private long? _looked;

    public StudyGauges(Meter meter, ResultTables tables, SweepReader sweeps, TimeProvider time, ILogger<StudyGauges> log)
    {
        (_tables, _sweeps, _time, _log) = (tables, sweeps, time, log);
        meter.CreateObservableGauge(
            "sweep.study.accuracy.ratio",
            () => Each(group => group.Mean / 100),
            null,
            "Mean top-1 on the test set of a running sweep's completed trials"
        );
        meter.CreateObservableGauge(
            "sweep.study.accuracy.deviation.ratio",
            () => Each(group => group.Deviation / 100),
            null,
            "Sample standard deviation of this mean's trials; absent for fewer than two trials"
        );
        meter.CreateObservableGauge("sweep.study.trials", () => Each(group => group.Trials), "{trial}", "Number of these trials");
    }

    /// <summary>The most trials that are read.</summary>
    public long Most { get; init; } = MostTrials;

    /// <summary>
    /// Starts a read unless one is running or was made recently. It continues when the scraper disconnects. Not safe for concurrent use.
    /// </summary>
    /// <returns>The newest read, which callers need not await.</returns>
    public Task Look()
    {
        if (_looking.IsCompleted && !(_looked is { } last && _time.GetElapsedTime(last) < _age))
        {
            _looked = _time.GetTimestamp();
            _looking = Task.Run(TryLookAsync);
        }

        return _looking;
    }

    private async Task TryLookAsync()
    {
        try
        {
            _groups = await LookAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // The last results stay visible; StoreFaults has reported that the store fails.
            LogCannotRead(error);
        }
    }

    [LoggerMessage(LogLevel.Debug, "The results of the running sweeps could not be read for metrics")]
    private partial void LogCannotRead(Exception error);

    private async Task<List<Group>> LookAsync()
    {
        var groups = new List<Group>();
        // Uses the ledger's records, because reading the sweeps from the store would also read the texts of their specs.
        var running = await _sweeps
            .Ledger.AskAsync(
                known =>
                    known
                        .Sweeps.Where(sweep => sweep.State == SweepState.Running)
                        .Select(sweep => (sweep, known.Count(sweep.Name).Total.Trials))
                        .ToList(),
                CancellationToken.None
            )
            .ConfigureAwait(false);
        var left = Most;
        foreach (var (sweep, trials) in running)
        {
            if (trials > left)
                continue;
            left -= trials;
            var table = await _tables.OpenAsync(sweep, CancellationToken.None).ConfigureAwait(false);
            var found = table.Read(results => Find(sweep.Name, results));
            if (groups.Count + found.Count <= MostSeries)
                groups.AddRange(found);
        }

        return groups;
    }

    private static List<Group> Find(string sweep, ResultTable table)
    {
        var fields = table.Fields;
        IReadOnlyList<ResultField> point = [fields["dataset"], fields["architecture"], fields["mode"], fields["sparsity"]];
        return
        [
            .. new TrialGroups(table, Rows.All(table.Count), [.. point, .. fields.Axes], [fields["top1"]])
                .Where(group => group.Completed > 0)
                .Select(group => new Group(
                    [
                        new("sweep", sweep),
                        .. point.Zip(group.Key, (field, value) => new KeyValuePair<string, object?>(field.Name, Write(value))),
                        new(
                            "axes",
                            string.Join(", ", fields.Axes.Zip(group.Key.Skip(point.Count), (axis, value) => $"{axis.Name}={Write(value)}"))
                        ),
                    ],
                    group.Completed,
                    group.Metrics[0].Mean,
                    group.Metrics[0].Std
                )),
        ];
    }

    private static string Write(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private IEnumerable<Measurement<double>> Each(Func<Group, double?> value) => Measurements.Of(_groups, value, group => group.Tags);

    private sealed record Group(KeyValuePair<string, object?>[] Tags, int Trials, double? Mean, double? Deviation);
}
