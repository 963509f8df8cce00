namespace Sweep.Coordinator.Ledger;

/// <summary>What a worker has. Moments are in milliseconds; zero for none.</summary>
internal sealed record HeldStage(string Worker, long Queued, long Started);

/// <summary>What workers have, by the stage's place, and how much each worker has.</summary>
internal sealed class HeldStages
{
    private readonly Dictionary<int, HeldStage> _stages = [];
    private readonly Dictionary<string, HashSet<int>> _workers = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<int, HeldStage> All => _stages;

    public HeldStage this[int stage] => _stages[stage];

    /// <summary>Null when no worker has it.</summary>
    public HeldStage? Find(int stage) => _stages.GetValueOrDefault(stage);

    /// <summary>The places of what a worker has.</summary>
    public IReadOnlyCollection<int> Of(string worker) => _workers.TryGetValue(worker, out var stages) ? stages : [];

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
