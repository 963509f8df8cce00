using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger.Reading;

/// <summary>Queries about stages.</summary>
public sealed partial class SweepReader
{
    private const int OutcomesAtOnce = 1_000;

    /// <summary>A stage's learning curve, by epoch.</summary>
    public async Task<IReadOnlyList<EpochMetrics>> ReadEpochsAsync(StageId stage, CancellationToken cancellation)
    {
        var (curve, number) = await AskOfAsync(stage, known => known.ReadCurve(stage), facts => facts.Curve, cancellation)
            .ConfigureAwait(false);
        return curve is { Count: > 0 } || number == 0
            ? curve ?? []
            : await ledger.Store.ReadCurveAsync(number, cancellation).ConfigureAwait(false);
    }

    /// <summary>Null when there is no stage with this id.</summary>
    public async Task<StageRecord?> FindStageAsync(StageId stage, CancellationToken cancellation)
    {
        var (record, place) = await AskInMemoryAsync(stage, known => (known.FindStage(stage), known.LocateStage(stage)), cancellation)
            .ConfigureAwait(false);
        if (record is null)
            return null;
        return place!.Value.HasResult
            ? record with
            {
                Result = await ResultAsync(place.Value.Number, cancellation).ConfigureAwait(false),
            }
            : record;
    }

    /// <summary>The newest <paramref name="limit"/> attempts at a stage, oldest first. The newest 20 are kept.</summary>
    public async Task<IReadOnlyList<AttemptRecord>> ReadAttemptsAsync(StageId stage, int limit, CancellationToken cancellation)
    {
        var (open, number) = await AskOfAsync(stage, known => known.FindAttempt(stage), _ => null, cancellation).ConfigureAwait(false);
        if (number == 0)
            return [];
        var ended = await ledger.Store.ReadAttemptsAsync(number, cancellation).ConfigureAwait(false);
        return [.. (open is null ? ended : ended.Where(attempt => attempt.Number < open.Number).Append(open)).TakeLast(limit)];
    }

    /// <summary>The results of those of the stages that have one. Pass a few thousand stages at a time.</summary>
    public Task<IReadOnlyDictionary<StageId, StageResult>> ReadResultsAsync(
        IReadOnlyCollection<StageId> stages,
        CancellationToken cancellation
    ) => ReadAsync(stages, ledger.Store.ReadResultsAsync, cancellation);

    /// <summary>The recorded per-image test outcomes of those of the stages that have them. Accepts any number of stages.</summary>
    public async Task<IReadOnlyDictionary<StageId, ImageOutcomes>> ReadOutcomesAsync(
        IReadOnlyCollection<StageId> stages,
        CancellationToken cancellation
    )
    {
        var found = new Dictionary<StageId, ImageOutcomes>(stages.Count);
        foreach (var some in stages.Chunk(OutcomesAtOnce))
        {
            foreach (var (id, outcomes) in await ReadAsync(some, ledger.Store.ReadOutcomesAsync, cancellation).ConfigureAwait(false))
                found[id] = outcomes;
        }

        return found;
    }

    /// <summary>The states of those of the stages that are stored. Pass about a thousand stages at a time.</summary>
    public async Task<IReadOnlyDictionary<StageId, StageState>> ReadStatesAsync(
        IReadOnlyCollection<StageId> stages,
        CancellationToken cancellation
    )
    {
        var states = new Dictionary<StageId, StageState>();
        foreach (
            var (id, state) in await ledger
                .AskAsync(known => stages.Select(id => (id, known.FindStage(id)?.State)).ToList(), cancellation)
                .ConfigureAwait(false)
        )
        {
            if (state is { } there)
                states[id] = there;
        }

        foreach (
            var facts in await ledger
                .Store.FindStagesAsync([.. stages.Where(id => !states.ContainsKey(id))], cancellation)
                .ConfigureAwait(false)
        )
        {
            states[facts.Id] =
                facts.Condition == StageCondition.Completed ? StageState.Completed
                : facts.Condition == StageCondition.Parked ? StageState.Failed
                : StageState.Waiting;
        }

        return states;
    }

    /// <summary>The first <paramref name="limit"/> stages, by id, whose id starts with this prefix.</summary>
    /// <param name="idPrefix">Up to 32 hex digits of either case. Anything else matches no id.</param>
    public Task<IReadOnlyList<StageId>> FindStagesAsync(string idPrefix, int limit, CancellationToken cancellation) =>
        idPrefix.Length > 32 || !idPrefix.All(char.IsAsciiHexDigit)
            ? Task.FromResult<IReadOnlyList<StageId>>([])
            : ledger.Store.FindIdsAsync(
                StageId.Parse(idPrefix.PadRight(32, '0')),
                StageId.Parse(idPrefix.PadRight(32, 'f')),
                limit,
                cancellation
            );

    /// <summary>A page of a sweep's stages, with counts of the children that this sweep wants. Empty when there is no such sweep.</summary>
    /// <exception cref="ArgumentException">There is no stage <see cref="StageQuery.Parent"/> or <see cref="StageQuery.After"/>.</exception>
    public async Task<StagePage> ReadStagesAsync(StageQuery query, CancellationToken cancellation)
    {
        var page = await ledger.AskAboutAsync(query.Sweep, known => known.ReadStages(query), cancellation).ConfigureAwait(false);
        return page with { Stages = await WithResultsAsync(page.Stages, cancellation).ConfigureAwait(false) };
    }

    /// <summary>
    /// The stages from the root down to and including this one, with counts of all their children. Empty when there is no such stage.
    /// </summary>
    public async Task<IReadOnlyList<StageListing>> ReadPathAsync(StageId stage, CancellationToken cancellation) =>
        await WithResultsAsync(
                await AskInMemoryAsync(stage, known => known.ReadPath(stage), cancellation).ConfigureAwait(false),
                cancellation
            )
            .ConfigureAwait(false);

    /// <summary>The names of the sweeps that want a stage, oldest first.</summary>
    public async Task<IReadOnlyList<string>> ReadSweepsOfAsync(StageId stage, CancellationToken cancellation) =>
        await AskInMemoryAsync(stage, known => known.SweepsOf(stage), cancellation).ConfigureAwait(false);

    private async Task<StageResult?> ResultAsync(long number, CancellationToken cancellation) =>
        (await ledger.Store.ReadResultsAsync([number], cancellation).ConfigureAwait(false)).GetValueOrDefault(number);

    private async Task<IReadOnlyList<StageListing>> WithResultsAsync(IReadOnlyList<StageListing> stages, CancellationToken cancellation)
    {
        var results = await ReadResultsAsync([.. stages.Select(stage => stage.Definition.Id)], cancellation).ConfigureAwait(false);
        return [.. stages.Select(stage => stage with { Result = results.GetValueOrDefault(stage.Definition.Id) })];
    }

    /// <summary>Turns what the store returns by stage number into values by stage id.</summary>
    private async Task<IReadOnlyDictionary<StageId, T>> ReadAsync<T>(
        IReadOnlyCollection<StageId> stages,
        Func<IReadOnlyCollection<long>, CancellationToken, Task<IReadOnlyDictionary<long, T>>> read,
        CancellationToken cancellation
    )
    {
        var numbers = await NumbersAsync(stages, cancellation).ConfigureAwait(false);
        var found = await read([.. numbers.Values], cancellation).ConfigureAwait(false);
        return numbers.Where(stage => found.ContainsKey(stage.Value)).ToDictionary(stage => stage.Key, stage => found[stage.Value]);
    }

    private async Task<Dictionary<StageId, long>> NumbersAsync(IReadOnlyCollection<StageId> stages, CancellationToken cancellation)
    {
        var numbers = new Dictionary<StageId, long>();
        foreach (
            var (id, place) in await ledger
                .AskAsync(known => stages.Select(id => (id, known.LocateStage(id))).ToList(), cancellation)
                .ConfigureAwait(false)
        )
        {
            if (place is { } there)
                numbers[id] = there.Number;
        }

        foreach (
            var facts in await ledger
                .Store.FindStagesAsync([.. stages.Where(id => !numbers.ContainsKey(id))], cancellation)
                .ConfigureAwait(false)
        )
        {
            numbers[facts.Id] = facts.Number;
        }

        return numbers;
    }

    /// <summary>
    /// Queries the stage in memory or, if it is not there, in the store. Also returns the stage's number; zero when there is no such stage.
    /// </summary>
    private async Task<(T? Answer, long Number)> AskOfAsync<T>(
        StageId stage,
        Func<SweepLedger, T> question,
        Func<StageFacts, T> otherwise,
        CancellationToken cancellation
    )
    {
        var (place, answer) = await ledger
            .AskAsync(known => (known.LocateStage(stage), question(known)), cancellation)
            .ConfigureAwait(false);
        if (place is { } there)
            return (answer, there.Number);
        return await ledger.Store.FindStagesAsync([stage], cancellation).ConfigureAwait(false) is [var facts]
            ? (otherwise(facts), facts.Number)
            : default;
    }

    /// <summary>
    /// Queries a ledger in which the stage is in memory. If no loaded sweep wants the stage, the newest sweep that does is loaded.
    /// </summary>
    private async Task<T> AskInMemoryAsync<T>(StageId stage, Func<SweepLedger, T> question, CancellationToken cancellation)
    {
        var (isThere, answer) = await ledger
            .AskAsync(known => (known.LocateStage(stage) is not null, question(known)), cancellation)
            .ConfigureAwait(false);
        if (
            isThere
            || await ledger.Store.FindStagesAsync([stage], cancellation).ConfigureAwait(false) is not [{ Members: [.., var newest] }]
        )
        {
            return answer;
        }

        var name = await ledger.AskAsync(known => known.NameOf(newest.Sweep), cancellation).ConfigureAwait(false);
        return name is null ? answer : await ledger.AskAboutAsync(name, question, cancellation).ConfigureAwait(false);
    }
}
