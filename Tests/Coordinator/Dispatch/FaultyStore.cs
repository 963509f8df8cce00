using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Dispatch;

/// <summary>A store that can be made to fail: at everything, or at what a test chooses.</summary>
internal sealed class FaultyStore(ISweepStore store) : ISweepStore
{
    /// <summary>Nothing works.</summary>
    public bool IsBroken { get; set; }

    /// <summary>The method of this name does not work.</summary>
    public string? BreaksAt { get; set; }

    /// <summary>The method of this name works, and says that it does not. Only <see cref="QueueAsync"/>.</summary>
    public string? BreaksAfter { get; set; }

    /// <summary>Called when a stage was queued, before its caller hears of it.</summary>
    public Action Queued { get; set; } = () => { };

    /// <summary>Not before this ends is a stage stored as completed.</summary>
    public Task Completing { get; set; } = Task.CompletedTask;

    /// <summary>Calls since the beginning, by the method's name.</summary>
    public System.Collections.Concurrent.ConcurrentDictionary<string, int> Calls { get; } = new();

    public Task<bool> CreateSweepAsync(NewSweep sweep, IEnumerable<NewStage> stages, IEnumerable<NewTrial> trials, CancellationToken cancellation) =>
        Checked().CreateSweepAsync(sweep, stages, trials, cancellation);

    public Task<bool> CreateSweepAsync(SubmittedSweep sweep, bool replace, CancellationToken cancellation) =>
        Checked().CreateSweepAsync(sweep, replace, cancellation);

    public Task<bool> DeleteSweepAsync(string name, CancellationToken cancellation) =>
        Checked().DeleteSweepAsync(name, cancellation);

    public Task<SweepRecord?> FindSweepAsync(string name, CancellationToken cancellation) =>
        Checked().FindSweepAsync(name, cancellation);

    public Task<IReadOnlyList<SweepRecord>> ReadSweepsAsync(CancellationToken cancellation) =>
        Checked().ReadSweepsAsync(cancellation);

    public Task<IReadOnlyList<RunningSweep>> ReadRunningSweepsAsync(CancellationToken cancellation) =>
        Checked().ReadRunningSweepsAsync(cancellation);

    public Task<bool> SetSweepStateAsync(string name, SweepState from, SweepState to, CancellationToken cancellation) =>
        Checked().SetSweepStateAsync(name, from, to, cancellation);

    public Task<bool> SetPriorityAsync(string name, int priority, CancellationToken cancellation) =>
        Checked().SetPriorityAsync(name, priority, cancellation);

    public Task<SweepCounts> CountAsync(string sweep, CancellationToken cancellation) =>
        Checked().CountAsync(sweep, cancellation);

    public Task<IReadOnlyDictionary<StageId, StageState>> ReadStatesAsync(IReadOnlyCollection<StageId> stages, CancellationToken cancellation) =>
        Checked().ReadStatesAsync(stages, cancellation);

    public Task<Standing> ReadStandingAsync(string? sweep, CancellationToken cancellation) =>
        Checked().ReadStandingAsync(sweep, cancellation);

    public IAsyncEnumerable<TrialResult> ReadTrialsAsync(string sweep, CancellationToken cancellation) =>
        Checked().ReadTrialsAsync(sweep, cancellation);

    public Task<IReadOnlyList<EpochMetrics>> ReadEpochsAsync(StageId stage, CancellationToken cancellation) =>
        Checked().ReadEpochsAsync(stage, cancellation);

    public Task<StageRecord?> FindStageAsync(StageId stage, CancellationToken cancellation) =>
        Checked().FindStageAsync(stage, cancellation);

    public Task<IReadOnlyDictionary<StageId, StageResult>> ReadResultsAsync(IReadOnlyCollection<StageId> stages, CancellationToken cancellation) =>
        Checked().ReadResultsAsync(stages, cancellation);

    public Task<IReadOnlyList<StageId>> FindStagesAsync(string idPrefix, int limit, CancellationToken cancellation) =>
        Checked().FindStagesAsync(idPrefix, limit, cancellation);

    public Task<StagePage> ReadStagesAsync(StageQuery query, CancellationToken cancellation) =>
        Checked().ReadStagesAsync(query, cancellation);

    public Task<IReadOnlyList<StageListing>> ReadPathAsync(StageId stage, CancellationToken cancellation) =>
        Checked().ReadPathAsync(stage, cancellation);

    public Task<IReadOnlyList<AttemptRecord>> ReadAttemptsAsync(StageId stage, int limit, CancellationToken cancellation) =>
        Checked().ReadAttemptsAsync(stage, limit, cancellation);

    public Task<IReadOnlyList<string>> ReadSweepsOfAsync(StageId stage, CancellationToken cancellation) =>
        Checked().ReadSweepsOfAsync(stage, cancellation);

    public Task<long> ReadSequenceAsync(CancellationToken cancellation) =>
        Checked().ReadSequenceAsync(cancellation);

    public Task<IReadOnlyList<StageChange>> ReadChangesAsync(string? sweep, long after, int limit, CancellationToken cancellation) =>
        Checked().ReadChangesAsync(sweep, after, limit, cancellation);

    public Task<IReadOnlyList<ReadyStage>> ReadReadyAsync(string sweep, DateTimeOffset now, TimeSpan longest, int limit, CancellationToken cancellation) =>
        Checked().ReadReadyAsync(sweep, now, longest, limit, cancellation);

    public async Task<RunStage?> QueueAsync(StageId stage, string workerId, CancellationToken cancellation)
    {
        var command = await Checked().QueueAsync(stage, workerId, CancellationToken.None);
        Queued();
        cancellation.ThrowIfCancellationRequested();
        return BreaksAfter == nameof(QueueAsync) ? throw Fault() : command;
    }

    public Task<bool> StartAsync(Lease lease, CancellationToken cancellation) =>
        Checked().StartAsync(lease, cancellation);

    public Task<bool> AddEpochAsync(Lease lease, EpochMetrics metrics, CancellationToken cancellation) =>
        Checked().AddEpochAsync(lease, metrics, cancellation);

    public async Task<bool> CompleteAsync(Lease lease, StageResult result, IReadOnlyList<EpochMetrics> epochs, TimeSpan spent, CancellationToken cancellation)
    {
        await Completing;
        return await Checked().CompleteAsync(lease, result, epochs, spent, cancellation);
    }

    public Task<bool> ReleaseAsync(Lease lease, AttemptEnd end, CancellationToken cancellation) =>
        Checked().ReleaseAsync(lease, end, cancellation);

    public Task<bool> LoseAsync(Lease lease, string error, CancellationToken cancellation) =>
        Checked().LoseAsync(lease, error, cancellation);

    public Task<bool> RetryAsync(Lease lease, AttemptEnd end, DateTimeOffset notBefore, int splits, CancellationToken cancellation) =>
        Checked().RetryAsync(lease, end, notBefore, splits, cancellation);

    public Task<bool> ParkAsync(Lease lease, AttemptEnd end, CancellationToken cancellation) =>
        Checked().ParkAsync(lease, end, cancellation);

    public Task<bool> ReopenParentAsync(Lease lease, AttemptEnd end, CancellationToken cancellation) =>
        Checked().ReopenParentAsync(lease, end, cancellation);

    public Task<IReadOnlyList<Lease>> ReadLeasesAsync(CancellationToken cancellation) =>
        Checked().ReadLeasesAsync(cancellation);

    public Task<IReadOnlyList<Lease>> ReadUnwantedAsync(CancellationToken cancellation) =>
        Checked().ReadUnwantedAsync(cancellation);

    public Task<int> ReclaimAsync(string error, CancellationToken cancellation) =>
        Checked().ReclaimAsync(error, cancellation);

    public Task<int> RetryParkedAsync(string sweep, CancellationToken cancellation) =>
        Checked().RetryParkedAsync(sweep, cancellation);

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private ISweepStore Checked([System.Runtime.CompilerServices.CallerMemberName] string method = "")
    {
        Calls.AddOrUpdate(method, 1, (_, calls) => calls + 1);
        return IsBroken || BreaksAt == method ? throw Fault() : store;
    }

    private static SweepStoreException Fault() => new("the store is broken");
}
