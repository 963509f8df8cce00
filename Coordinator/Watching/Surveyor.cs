using Sweep.Api.V1;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Watching;

/// <summary>
/// Looks at the store and the workers for all who watch: as often as those who ask allow, however many they are, and never twice
/// at once. Safe for concurrent use.
/// </summary>
internal sealed class Surveyor(
    SweepReader sweeps,
    RunningStages running,
    SweepReading reading,
    SweepPaces paces,
    StageRefs refs,
    IClusterState cluster,
    TimeProvider time
)
{
    private readonly Lock _gate = new();
    private readonly PartlyDone _partly = new();
    private readonly RunningLists _lists = new(running, refs, time);
    private readonly SettledStages _settled = new(sweeps, refs);
    private Task<Survey>? _latest;
    private long _begun;

    // Only for the survey that is being made.
    private Survey? _before;

    /// <summary>The latest survey, or a new one when that was begun longer ago than this.</summary>
    /// <exception cref="SweepStoreException">The store does not work. The next call looks again.</exception>
    public Task<Survey> ReadAsync(TimeSpan age, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_latest is null || _latest.IsFaulted || (_latest.IsCompleted && time.GetElapsedTime(_begun) >= age))
            {
                _begun = time.GetTimestamp();
                _latest = Task.Run(MakeAsync, CancellationToken.None);
            }

            return _latest.WaitAsync(cancellation);
        }
    }

    /// <summary>A survey that was begun after this was called: what was stored before is in it.</summary>
    /// <exception cref="SweepStoreException">The store does not work.</exception>
    public async Task<Survey> ReadNewAsync(CancellationToken cancellation)
    {
        var asked = time.GetTimestamp();
        while (true)
        {
            // One that is being made now is waited for, and another follows it.
            if (await ReadAsync(TimeSpan.Zero, cancellation).ConfigureAwait(false) is { } survey && survey.AsOf >= asked)
                return survey;
        }
    }

    private async Task<Survey> MakeAsync()
    {
        var none = CancellationToken.None;
        var asOf = time.GetTimestamp();
        var (sequence, standing, workers) = await sweeps
            .Ledger.AskAsync(known => (known.Sequence, known.ReadStanding(null), cluster.ReadWorkers(known)), none)
            .ConfigureAwait(false);
        await RestoreAsync(standing.Held, asOf).ConfigureAwait(false);
        List<SweepWork> works = [.. reading.Works(standing)];
        var held = standing.Held.Select(stage => stage.Sweep).ToHashSet(StringComparer.Ordinal);
        paces.Add(
            works,
            _partly.InheritedProgress(standing.Held, running),
            works.Select(work => work.Sweep.Name).Where(name => !held.Contains(name)).ToHashSet(StringComparer.Ordinal)
        );

        var number = (_before?.Number ?? 0) + 1;
        var (lists, all) = await _lists.MakeAsync(standing.Held, workers, none).ConfigureAwait(false);
        return _before = new Survey
        {
            Number = number,
            AsOf = asOf,
            // Nobody can go on from 0, which stands for now.
            Sequence = Math.Max(1, sequence),
            Sweeps = works.ToDictionary(
                work => work.Sweep.Name,
                work => Date(reading.Describe(work), number, _before?.Sweeps, work.Sweep.Name, Sameness.AreSame),
                StringComparer.Ordinal
            ),
            Running = works
                .Where(work => lists.ContainsKey(work.Sweep.Name) || _before?.Running.ContainsKey(work.Sweep.Name) == true)
                .ToDictionary(
                    work => work.Sweep.Name,
                    work =>
                        Date(
                            lists.GetValueOrDefault(work.Sweep.Name, RunningList.None),
                            number,
                            _before?.Running,
                            work.Sweep.Name,
                            Sameness.AreSame
                        ),
                    StringComparer.Ordinal
                ),
            AllRunning = Dated<RunningList>.Of(all, number, _before?.AllRunning, Sameness.AreSame),
            Workers = Dated<IReadOnlyList<WorkerInfo>>.Of([.. workers.Select(Messages.Of)], number, _before?.Workers, Sameness.AreSame),
            StoreFault = Dated<string>.Of(cluster.StoreFault ?? "", number, _before?.StoreFault, string.Equals),
            Settled = _settled,
        };
    }

    private static Dated<T> Date<T>(
        T now,
        long number,
        IReadOnlyDictionary<string, Dated<T>>? before,
        string name,
        Func<T, T, bool> areSame
    ) => Dated<T>.Of(now, number, before is not null && before.TryGetValue(name, out var known) ? known : null, areSame);

    /// <summary>After a restart nobody was told of what was handed out before.</summary>
    private async Task RestoreAsync(IReadOnlyList<SweepLease> held, long asOf)
    {
        running.Keep(held.Select(stage => stage.Lease).ToHashSet(), asOf);
        foreach (var stage in held)
        {
            if (running.Find(stage.Lease.StageId) is { } known && known.Lease.Attempt >= stage.Lease.Attempt)
                continue;
            var (record, attempt) = await sweeps
                .Ledger.AskAsync(
                    ledger => (ledger.FindStage(stage.Lease.StageId), ledger.FindAttempt(stage.Lease.StageId)),
                    CancellationToken.None
                )
                .ConfigureAwait(false);
            if (record is not null)
            {
                running.Restore(
                    record.Definition,
                    stage.Lease,
                    stage.IsStarted,
                    attempt is { Queued: { } queued } ? time.GetUtcNow() - queued : TimeSpan.Zero
                );
            }
        }
    }
}
