using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>The idle slots that are left while a <see cref="DispatchPlan"/> is made.</summary>
internal sealed class FreeWorkers
{
    private readonly Dictionary<string, Candidate> _workers;
    private readonly Dictionary<StageId, Candidate> _parents = [];
    private readonly SortedSet<Candidate> _free = new(Comparer<Candidate>.Create(Compare));
    private readonly IReadOnlyDictionary<StageId, IReadOnlySet<string>>? _avoid;

    /// <param name="stages">All that may be asked for: workers that hold a parent of one are kept for its children, where there is a choice.</param>
    public FreeWorkers(
        IReadOnlyList<WorkerOffer> offers,
        IEnumerable<ReadyStage> stages,
        IReadOnlyDictionary<StageId, IReadOnlySet<string>>? avoid
    )
    {
        _avoid = avoid;
        _workers = offers.ToDictionary(
            offer => offer.WorkerId,
            offer => new Candidate(offer.WorkerId, offer.Free, offer.OtherData),
            StringComparer.Ordinal
        );
        foreach (var offer in offers)
        {
            foreach (var completed in offer.Completed)
                _parents[completed] = _workers[offer.WorkerId];
        }

        foreach (var stage in stages)
        {
            if (stage.Parent is { } parent && _parents.TryGetValue(parent, out var worker))
                worker.Wanted++;
        }

        foreach (var worker in _workers.Values)
        {
            if (worker.Free > 0)
                _free.Add(worker);
        }
    }

    public bool Any => _free.Count > 0;

    /// <summary>Whether the worker that completed the stage's parent could take it.</summary>
    public bool IsParentsFree(ReadyStage stage) =>
        ParentsWorker(stage) is { Free: > 0 } worker && HasData(stage, worker) && !IsAvoided(stage, worker);

    /// <summary>Takes a slot of the best worker for a stage; null when it is to wait for one that is busy now.</summary>
    public string? Take(ReadyStage stage)
    {
        var worker = IsParentsFree(stage) ? ParentsWorker(stage) : Best(stage);
        if (worker is null)
            return null;
        _free.Remove(worker);
        worker.Free--;
        if (worker.Free > 0)
            _free.Add(worker);
        return worker.Id;
    }

    private Candidate? Best(ReadyStage stage)
    {
        if (_avoid is null || !_avoid.ContainsKey(stage.StageId))
            return _free.Min is { } best && HasData(stage, best) ? best : _free.FirstOrDefault(worker => HasData(stage, worker));
        var other = _free.FirstOrDefault(worker => HasData(stage, worker) && !IsAvoided(stage, worker));
        return other
            ?? (
                _workers.Values.All(worker => IsAvoided(stage, worker) || !HasData(stage, worker))
                    ? _free.FirstOrDefault(worker => HasData(stage, worker))
                    : null
            );
    }

    private static bool HasData(ReadyStage stage, Candidate worker) => !stage.NeedsAnyOf(worker.OtherData);

    private Candidate? ParentsWorker(ReadyStage stage) => stage.Parent is { } parent ? _parents.GetValueOrDefault(parent) : null;

    private bool IsAvoided(ReadyStage stage, Candidate worker) =>
        _avoid is not null && _avoid.TryGetValue(stage.StageId, out var workers) && workers.Contains(worker.Id);

    private static int Compare(Candidate left, Candidate right) =>
        (right.Free, left.Wanted).CompareTo((left.Free, right.Wanted)) switch
        {
            0 => string.CompareOrdinal(left.Id, right.Id),
            var order => order,
        };

    private sealed class Candidate(string id, int free, IReadOnlySet<int> otherData)
    {
        public string Id { get; } = id;

        public IReadOnlySet<int> OtherData { get; } = otherData;

        public int Free { get; set; } = free;

        public int Wanted { get; set; }
    }
}
