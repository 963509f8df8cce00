using System.Runtime.CompilerServices;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Store;

/// <summary>A store that lives as long as its <see cref="MemoryMedium"/> and implements the port as simply as possible.</summary>
internal sealed class MemoryStore(MemoryMedium medium) : ILedgerStore
{
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public Task<LedgerMark> TakeOverAsync(CancellationToken cancellation)
    {
        lock (medium)
            return Task.FromResult(medium.Mark = medium.Mark with { Epoch = medium.Mark.Epoch + 1 });
    }

    public Task AppendAsync(LedgerMark mark, Batch batch, CancellationToken cancellation)
    {
        lock (medium)
        {
            if (mark.Epoch != medium.Mark.Epoch)
                throw new WriterFencedException($"Epoch {mark.Epoch} is over: this is epoch {medium.Mark.Epoch}.");
            if (mark.Revision == medium.Mark.Revision)
                return Task.CompletedTask;
            if (mark.Revision != medium.Mark.Revision + 1)
                throw new InvalidOperationException($"Revision {mark.Revision} does not follow {medium.Mark.Revision}.");
            medium.Apply(batch);
            medium.Mark = mark;
            return Task.CompletedTask;
        }
    }

    public Task<LedgerMark> ReadMarkAsync(CancellationToken cancellation) => Read(() => medium.Mark);

    public Task<LedgerFacts> ReadLedgerAsync(CancellationToken cancellation) =>
        Read(() => new LedgerFacts(medium.Mark, medium.Head, [.. medium.Sweeps.Values], [.. medium.Settings]));

    public async IAsyncEnumerable<StageFacts> ReadStagesAsync(long? sweep, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (
            var stage in await Read(() =>
                sweep is { } number ? [.. medium.Live().Where(stage => stage.Members.Any(member => member.Sweep == number))] : medium.Open()
            )
        )
        {
            yield return stage;
        }
    }

    public Task<IReadOnlyList<StageFacts>> FindStagesAsync(IReadOnlyCollection<StageId> ids, CancellationToken cancellation) =>
        Read<IReadOnlyList<StageFacts>>(() => [.. medium.Live().Where(stage => ids.Contains(stage.Id))]);

    public Task<IReadOnlyList<StageId>> FindIdsAsync(StageId first, StageId last, int limit, CancellationToken cancellation) =>
        Read<IReadOnlyList<StageId>>(() =>
            [.. medium.Stages.Values.Select(stage => stage.Id).Where(id => id >= first && id <= last).Order().Take(limit)]
        );

    public Task<string?> ReadSpecAsync(long sweep, CancellationToken cancellation) =>
        Read(() => medium.Added.GetValueOrDefault(sweep)?.SpecText);

    public async IAsyncEnumerable<StoredTrial> ReadTrialsAsync(
        long sweep,
        int from,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        foreach (var trial in await Read(() => medium.Trials(sweep).Where(trial => trial.Trial.Index >= from).ToList()))
            yield return trial;
    }

    public Task<IReadOnlyDictionary<long, StageResult>> ReadResultsAsync(
        IReadOnlyCollection<long> stages,
        CancellationToken cancellation
    ) => Read<IReadOnlyDictionary<long, StageResult>>(() => medium.Results.Where(result => stages.Contains(result.Key)).ToDictionary());

    public Task<IReadOnlyDictionary<long, ImageOutcomes>> ReadOutcomesAsync(
        IReadOnlyCollection<long> stages,
        CancellationToken cancellation
    ) => Read<IReadOnlyDictionary<long, ImageOutcomes>>(() => medium.Outcomes.Where(of => stages.Contains(of.Key)).ToDictionary());

    public Task<IReadOnlyList<EpochMetrics>> ReadCurveAsync(long stage, CancellationToken cancellation) =>
        Read(() => medium.Curves.GetValueOrDefault(stage, []));

    public Task<IReadOnlyList<AttemptRecord>> ReadAttemptsAsync(long stage, CancellationToken cancellation) =>
        Read<IReadOnlyList<AttemptRecord>>(() =>
            [
                .. medium
                    .Attempts.Where(attempt => attempt.Key.Stage == stage)
                    .Select(attempt => attempt.Value)
                    .OrderBy(attempt => attempt.Number),
            ]
        );

    private Task<T> Read<T>(Func<T> read)
    {
        lock (medium)
            return Task.FromResult(read());
    }
}

/// <summary>The storage of a <see cref="MemoryStore"/>. Users must lock it.</summary>
internal sealed class MemoryMedium
{
    public LedgerMark Mark { get; set; }

    public LedgerHead Head { get; private set; } = LedgerHead.Empty;

    public SortedDictionary<long, SweepFacts> Sweeps { get; } = [];

    public List<SettingsFacts> Settings { get; } = [];

    public SortedDictionary<long, StageFacts> Stages { get; } = [];

    public Dictionary<long, AddedSweep> Added { get; } = [];

    public Dictionary<long, StageResult> Results { get; } = [];

    public Dictionary<long, IReadOnlyList<EpochMetrics>> Curves { get; } = [];

    public Dictionary<long, ImageOutcomes> Outcomes { get; } = [];

    public Dictionary<(long Stage, int Place), AttemptRecord> Attempts { get; } = [];

    public void Apply(Batch batch)
    {
        // Lazily created trials may throw while they are enumerated.
        var added = batch.Added.Select(sweep => sweep with { Trials = [.. sweep.Trials] }).ToList();
        Head = batch.Head;
        Settings.AddRange(batch.Settings);
        foreach (var sweep in added)
            Added.Add(sweep.Sweep, sweep);
        foreach (var sweep in batch.Sweeps)
            Sweeps[sweep.Number] = sweep;
        foreach (var stage in batch.Stages)
            Stages[stage.Number] = stage with { HasNewMembers = false };
        foreach (var (stage, result) in batch.Results)
            Results[stage] = result with { Outcomes = null };
        foreach (var (stage, outcomes) in batch.Outcomes)
            Outcomes[stage] = outcomes;
        foreach (var (stage, points) in batch.Curves)
            Curves[stage] = points;
        foreach (var attempt in batch.Attempts)
            Attempts[(attempt.Stage, attempt.Place)] = attempt.Attempt;
        foreach (var sweep in batch.Removed)
            _ = Sweeps.Remove(sweep) && Added.Remove(sweep);
    }

    /// <summary>The stages by number, without memberships of deleted sweeps.</summary>
    public IEnumerable<StageFacts> Live() =>
        Stages.Values.Select(stage => stage with { Members = [.. stage.Members.Where(member => Sweeps.ContainsKey(member.Sweep))] });

    public List<StageFacts> Open()
    {
        var needed = new HashSet<long>();
        foreach (var stage in Live().Reverse())
        {
            var isOpen = stage.Members.Any(member => Sweeps[member.Sweep].State is SweepState.Running or SweepState.Paused);
            if (isOpen || stage.Worker is not null || needed.Contains(stage.Number))
                needed.UnionWith([stage.Number, stage.Parent]);
        }

        return [.. Live().Where(stage => needed.Contains(stage.Number))];
    }

    public IEnumerable<StoredTrial> Trials(long sweep) =>
        Added.TryGetValue(sweep, out var added)
            ? added.Trials.Zip(added.Leaves, (trial, leaf) => new StoredTrial(trial, leaf, Results.GetValueOrDefault(leaf)))
            : [];
}
