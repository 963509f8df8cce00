using System.Runtime.CompilerServices;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger.Keeping;

public sealed partial class LedgerSweepStore
{
    public async Task<SweepRecord?> FindSweepAsync(string name, CancellationToken cancellation)
    {
        var (record, place) = await _ledger.AskAsync(known => (known.FindSweep(name), known.LocateSweep(name)), cancellation).ConfigureAwait(false);
        return record is null ? null : await WithSpecAsync(record, place!.Value.Number, cancellation).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<SweepRecord>> ReadSweepsAsync(CancellationToken cancellation)
    {
        var sweeps = new List<SweepRecord>();
        foreach (var (record, number) in await _ledger.AskAsync(known => known.Sweeps.Select(sweep => (sweep, known.LocateSweep(sweep.Name)!.Value.Number)).ToList(), cancellation).ConfigureAwait(false))
        {
            if (await WithSpecAsync(record, number, cancellation).ConfigureAwait(false) is { } sweep)
                sweeps.Add(sweep);
        }

        return sweeps;
    }

    public Task<IReadOnlyList<RunningSweep>> ReadRunningSweepsAsync(CancellationToken cancellation) => _ledger.AskAsync(known => known.RunningSweeps, cancellation);

    public Task<SweepCounts> CountAsync(string sweep, CancellationToken cancellation) => _ledger.AskAsync(known => known.Count(sweep), cancellation);

    public Task<Standing> ReadStandingAsync(string? sweep, CancellationToken cancellation) => _ledger.AskAsync(known => known.ReadStanding(sweep), cancellation);

    public async IAsyncEnumerable<TrialResult> ReadTrialsAsync(string sweep, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (snapshot, number) = await _ledger.AskAboutAsync(
            sweep, known => known.LocateSweep(sweep) is { } there ? (known.Snapshot(sweep), there.Number) : default, cancellation).ConfigureAwait(false);
        if (snapshot is null)
            yield break;
        await foreach (var trial in _ledger.Store.ReadTrialsAsync(number, 0, cancellation).ConfigureAwait(false))
            yield return snapshot.Describe(trial);
    }

    public async Task<IReadOnlyList<EpochMetrics>> ReadEpochsAsync(StageId stage, CancellationToken cancellation)
    {
        var (curve, number) = await AskOfAsync(stage, known => known.ReadCurve(stage), facts => facts.Curve, cancellation).ConfigureAwait(false);
        return curve is { Count: > 0 } || number == 0 ? curve ?? [] : await _ledger.Store.ReadCurveAsync(number, cancellation).ConfigureAwait(false);
    }

    public async Task<StageRecord?> FindStageAsync(StageId stage, CancellationToken cancellation)
    {
        var (record, place) = await AskInMemoryAsync(stage, known => (known.FindStage(stage), known.LocateStage(stage)), cancellation).ConfigureAwait(false);
        if (record is null)
            return null;
        return place!.Value.HasResult ? record with { Result = await ResultAsync(place.Value.Number, cancellation).ConfigureAwait(false) } : record;
    }

    public async Task<IReadOnlyList<AttemptRecord>> ReadAttemptsAsync(StageId stage, int limit, CancellationToken cancellation)
    {
        var (open, number) = await AskOfAsync(stage, known => known.FindAttempt(stage), _ => null, cancellation).ConfigureAwait(false);
        if (number == 0)
            return [];
        var ended = await _ledger.Store.ReadAttemptsAsync(number, cancellation).ConfigureAwait(false);
        return [.. (open is null ? ended : ended.Where(attempt => attempt.Number < open.Number).Append(open)).TakeLast(limit)];
    }

    public async Task<IReadOnlyDictionary<StageId, StageResult>> ReadResultsAsync(IReadOnlyCollection<StageId> stages, CancellationToken cancellation)
    {
        var numbers = await NumbersAsync(stages, cancellation).ConfigureAwait(false);
        var results = await _ledger.Store.ReadResultsAsync([.. numbers.Values], cancellation).ConfigureAwait(false);
        return numbers.Where(stage => results.ContainsKey(stage.Value)).ToDictionary(stage => stage.Key, stage => results[stage.Value]);
    }

    public async Task<IReadOnlyDictionary<StageId, StageState>> ReadStatesAsync(IReadOnlyCollection<StageId> stages, CancellationToken cancellation)
    {
        var states = new Dictionary<StageId, StageState>();
        foreach (var (id, state) in await _ledger.AskAsync(known => stages.Select(id => (id, known.FindStage(id)?.State)).ToList(), cancellation).ConfigureAwait(false))
        {
            if (state is { } there)
                states[id] = there;
        }

        foreach (var facts in await _ledger.Store.FindStagesAsync([.. stages.Where(id => !states.ContainsKey(id))], cancellation).ConfigureAwait(false))
            states[facts.Id] = facts.Condition == StageCondition.Completed ? StageState.Completed : facts.Condition == StageCondition.Parked ? StageState.Failed : StageState.Waiting;
        return states;
    }

    public Task<IReadOnlyList<StageId>> FindStagesAsync(string idPrefix, int limit, CancellationToken cancellation) => idPrefix.Length > 32 || !idPrefix.All(char.IsAsciiHexDigit)
        ? Task.FromResult<IReadOnlyList<StageId>>([])
        : _ledger.Store.FindIdsAsync(StageId.Parse(idPrefix.PadRight(32, '0')), StageId.Parse(idPrefix.PadRight(32, 'f')), limit, cancellation);

    public async Task<StagePage> ReadStagesAsync(StageQuery query, CancellationToken cancellation)
    {
        var page = await _ledger.AskAboutAsync(query.Sweep, known => known.ReadStages(query), cancellation).ConfigureAwait(false);
        return page with { Stages = await WithResultsAsync(page.Stages, cancellation).ConfigureAwait(false) };
    }

    public async Task<IReadOnlyList<StageListing>> ReadPathAsync(StageId stage, CancellationToken cancellation) =>
        await WithResultsAsync(await AskInMemoryAsync(stage, known => known.ReadPath(stage), cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);

    public async Task<IReadOnlyList<string>> ReadSweepsOfAsync(StageId stage, CancellationToken cancellation) =>
        await AskInMemoryAsync(stage, known => known.SweepsOf(stage), cancellation).ConfigureAwait(false);

    public Task<long> ReadSequenceAsync(CancellationToken cancellation) => _ledger.AskAsync(known => known.Sequence, cancellation);

    public async Task<IReadOnlyList<StageChange>> ReadChangesAsync(string? sweep, long after, int limit, CancellationToken cancellation)
    {
        var changes = sweep is null
            ? await _ledger.AskAsync(known => known.ReadChanges(null, after, limit), cancellation).ConfigureAwait(false)
            : await _ledger.AskAboutAsync(sweep, known => known.ReadChanges(sweep, after, limit), cancellation).ConfigureAwait(false);
        var results = await ReadResultsAsync([.. changes.Select(change => change.Definition.Id)], cancellation).ConfigureAwait(false);
        return [.. changes.Select(change => change with { Result = results.GetValueOrDefault(change.Definition.Id) })];
    }

    public Task<IReadOnlyList<ReadyStage>> ReadReadyAsync(string sweep, DateTimeOffset now, TimeSpan longest, int limit, CancellationToken cancellation) =>
        _ledger.AskAsync(known => known.ReadReady(sweep, now, longest, limit), cancellation);

    public Task<IReadOnlyList<Lease>> ReadLeasesAsync(CancellationToken cancellation) => _ledger.AskAsync(known => known.ReadLeases(), cancellation);

    public Task<IReadOnlyList<Lease>> ReadUnwantedAsync(CancellationToken cancellation) => _ledger.AskAsync(known => known.ReadUnwanted(), cancellation);

    /// <summary>Null when it was deleted meanwhile.</summary>
    private async Task<SweepRecord?> WithSpecAsync(SweepRecord record, long number, CancellationToken cancellation) =>
        await _ledger.Store.ReadSpecAsync(number, cancellation).ConfigureAwait(false) is { } text ? record with { SpecText = text } : null;

    private async Task<StageResult?> ResultAsync(long number, CancellationToken cancellation) =>
        (await _ledger.Store.ReadResultsAsync([number], cancellation).ConfigureAwait(false)).GetValueOrDefault(number);

    private async Task<IReadOnlyList<StageListing>> WithResultsAsync(IReadOnlyList<StageListing> stages, CancellationToken cancellation)
    {
        var results = await ReadResultsAsync([.. stages.Select(stage => stage.Definition.Id)], cancellation).ConfigureAwait(false);
        return [.. stages.Select(stage => stage with { Result = results.GetValueOrDefault(stage.Definition.Id) })];
    }

    private async Task<Dictionary<StageId, long>> NumbersAsync(IReadOnlyCollection<StageId> stages, CancellationToken cancellation)
    {
        var numbers = new Dictionary<StageId, long>();
        foreach (var (id, place) in await _ledger.AskAsync(known => stages.Select(id => (id, known.LocateStage(id))).ToList(), cancellation).ConfigureAwait(false))
        {
            if (place is { } there)
                numbers[id] = there.Number;
        }

        foreach (var facts in await _ledger.Store.FindStagesAsync([.. stages.Where(id => !numbers.ContainsKey(id))], cancellation).ConfigureAwait(false))
            numbers[facts.Id] = facts.Number;
        return numbers;
    }

    /// <summary>From memory, or from what is stored of a stage that is not there; and its number, which is zero when there is none of this id.</summary>
    private async Task<(T? Answer, long Number)> AskOfAsync<T>(StageId stage, Func<SweepLedger, T> question, Func<StageFacts, T> otherwise, CancellationToken cancellation)
    {
        var (place, answer) = await _ledger.AskAsync(known => (known.LocateStage(stage), question(known)), cancellation).ConfigureAwait(false);
        if (place is { } there)
            return (answer, there.Number);
        return await _ledger.Store.FindStagesAsync([stage], cancellation).ConfigureAwait(false) is [var facts] ? (otherwise(facts), facts.Number) : default;
    }

    /// <summary>Asks a _ledger in which the stage, if there is one of this id, is in memory: for one that no loaded sweep wants, the newest sweep that does is loaded.</summary>
    private async Task<T> AskInMemoryAsync<T>(StageId stage, Func<SweepLedger, T> question, CancellationToken cancellation)
    {
        var (isThere, answer) = await _ledger.AskAsync(known => (known.LocateStage(stage) is not null, question(known)), cancellation).ConfigureAwait(false);
        if (isThere || await _ledger.Store.FindStagesAsync([stage], cancellation).ConfigureAwait(false) is not [{ Members: [.., var newest] }])
            return answer;
        var name = await _ledger.AskAsync(known => known.NameOf(newest.Sweep), cancellation).ConfigureAwait(false);
        return name is null ? answer : await _ledger.AskAboutAsync(name, question, cancellation).ConfigureAwait(false);
    }
}
