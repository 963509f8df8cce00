using System.Collections.Concurrent;
using Sweep.Api.V1;

namespace Sweep.Coordinator.Watching;

/// <summary>
/// How everything stands at one moment, with the number of the survey in which each part was first so. Made once for all who watch:
/// its messages are shared and must not be changed. Safe for concurrent use.
/// </summary>
internal sealed record Survey
{
    /// <summary>Pages that are kept for others to use; further ones are read by each for itself.</summary>
    private const int MostPages = 256;

    private readonly ConcurrentDictionary<(string? Sweep, long After), Lazy<Task<ChangePage>>> _pages = new();

    /// <summary>From 1, growing.</summary>
    public required long Number { get; init; }

    /// <summary>When it was begun, as a timestamp of the time provider.</summary>
    public required long AsOf { get; init; }

    /// <summary>The newest change of the store; what has a higher number came later.</summary>
    public required long Sequence { get; init; }

    /// <summary>By name.</summary>
    public required IReadOnlyDictionary<string, Dated<SweepInfo>> Sweeps { get; init; }

    /// <summary>What workers have of each sweep; those of which they never had anything are left out.</summary>
    public required IReadOnlyDictionary<string, Dated<RunningList>> Running { get; init; }

    /// <summary>What workers have of all sweeps.</summary>
    public required Dated<RunningList> AllRunning { get; init; }

    /// <summary>By id.</summary>
    public required Dated<IReadOnlyList<WorkerInfo>> Workers { get; init; }

    /// <summary>What is wrong with the store; empty while it works.</summary>
    public required Dated<string> StoreFault { get; init; }

    public required SettledStages Settled { get; init; }

    public Dated<RunningList> RunningOf(string sweep) => Running.GetValueOrDefault(sweep, new(RunningList.None, 0, RunningList.None));

    /// <summary>What has settled after a number, of a sweep or of all (null). Many who ask for the same share one reading.</summary>
    public Task<ChangePage> ReadChangesAsync(string? sweep, long after, CancellationToken cancellation)
    {
        if (after >= Sequence)
            return Task.FromResult(new ChangePage([], after, IsLast: true));
        if (_pages.Count >= MostPages && !_pages.ContainsKey((sweep, after)))
            return Settled.ReadAsync(sweep, after, Sequence, cancellation);
        // Nobody's cancellation ends what others wait for.
        return _pages
            .GetOrAdd(
                (sweep, after),
                key => new(() => Task.Run(() => Settled.ReadAsync(key.Sweep, key.After, Sequence, CancellationToken.None)))
            )
            .Value.WaitAsync(cancellation);
    }
}

/// <param name="Value">As it is now.</param>
/// <param name="Changed">Number of the survey in which it was last found changed.</param>
/// <param name="Found">As it was found then. What changes little by little is so compared with what was told.</param>
internal readonly record struct Dated<T>(T Value, long Changed, T Found)
{
    /// <param name="before">Null when there was none.</param>
    public static Dated<T> Of(T now, long number, Dated<T>? before, Func<T, T, bool> areSame) =>
        before is { } known && areSame(known.Found, now) ? known with { Value = now } : new(now, number, now);
}

/// <param name="Stages">As many as are told.</param>
/// <param name="Omitted">How many further ones there are.</param>
internal sealed record RunningList(IReadOnlyList<RunningStage> Stages, int Omitted)
{
    public static RunningList None { get; } = new([], 0);
}

/// <param name="Sequence">To go on from.</param>
/// <param name="IsLast">False: there may be more after it.</param>
internal sealed record ChangePage(IReadOnlyList<SettledStage> Stages, long Sequence, bool IsLast);
