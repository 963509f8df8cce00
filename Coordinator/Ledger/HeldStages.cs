namespace Sweep.Coordinator.Ledger;

/// <summary>A stage that a worker holds. Moments are in milliseconds since 1970; zero means that it has not happened.</summary>
internal sealed record HeldStage(string Worker, long Queued, long Started);

/// <summary>The stages that workers hold, by the stage's place and by worker.</summary>
internal sealed class HeldStages
{
    private readonly Dictionary<int, HeldStage> _stages = [];
    private readonly Dictionary<string, HashSet<int>> _workers = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<int, HeldStage> All => _stages;

    public HeldStage this[int stage] => _stages[stage];

    /// <summary>Null when no worker holds the stage.</summary>
    public HeldStage? Find(int stage) => _stages.GetValueOrDefault(stage);

    /// <summary>The places of the stages that a worker holds.</summary>
    public IReadOnlyCollection<int> PlacesHeldBy(string worker) => _workers.TryGetValue(worker, out var stages) ? stages : [];

    public void Add(int stage, HeldStage held)
    {
        _stages.Add(stage, held);
        if (!_workers.TryGetValue(held.Worker, out var stages))
            _workers[held.Worker] = stages = [];
        stages.Add(stage);
    }

    public void Start(int stage, long moment) => _stages[stage] = _stages[stage] with { Started = moment };

    public void Remove(int stage)
    {
        if (!_stages.Remove(stage, out var held) || !_workers.TryGetValue(held.Worker, out var stages))
            return;
        stages.Remove(stage);
        if (stages.Count == 0)
            _workers.Remove(held.Worker);
    }
}
