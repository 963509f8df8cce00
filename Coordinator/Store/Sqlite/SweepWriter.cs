using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>
/// Writes a submitted sweep in transactions of some thousand rows, between which heartbeats get their turn. Until the last
/// one the sweep has no state and so is nowhere to be seen; what a dead process left of it is removed by the next attempt.
/// </summary>
internal sealed class SweepWriter(
    Database database, StageMoves moves, DefinitionTable definitions, Func<Func<bool>, bool> transact, TimeProvider time)
{
    private const int RowsPerTransaction = 20_000;
    private readonly Dictionary<StageState, StateCount> _tally = [];
    private long _sweep;
    private long _reused;
    private long _lastStage;
    private (StageId Id, long Key, StageState State) _parent;

    /// <summary>See <see cref="ISweepStore.CreateSweepAsync"/>.</summary>
    public bool Write(NewSweep sweep, IEnumerable<NewStage> stages, IEnumerable<NewTrial> trials, CancellationToken cancellation)
    {
        if (!transact(() => Begin(sweep)))
            return false;

        foreach (var batch in stages.Chunk(RowsPerTransaction))
        {
            cancellation.ThrowIfCancellationRequested();
            Batch(batch, Add);
        }

        foreach (var batch in trials.Chunk(RowsPerTransaction))
        {
            cancellation.ThrowIfCancellationRequested();
            Batch(batch, Add);
        }

        return transact(() => database.Execute(
            "UPDATE sweep SET state = $2, reused = $3 WHERE key = $1", _sweep, (int)SweepState.Running, _reused) == 1);
    }

    public static void Delete(Database database, long sweep)
    {
        foreach (var table in (ReadOnlySpan<string>)["trial", "ready", "tally", "member"])
            database.Execute($"DELETE FROM {table} WHERE sweep = $1", sweep);
        database.Execute("DELETE FROM sweep WHERE key = $1", sweep);
    }

    /// <summary>A parked stage gets another chance, and what it blocks waits for it again.</summary>
    public static void Unpark(Database database, StageMoves moves, long stage)
    {
        database.Execute("UPDATE stage SET failures = 0, losses = 0, splits = 1, error = NULL, details = NULL WHERE key = $1", stage);
        moves.Move(stage, StageState.Failed, StageState.Ready);
        moves.MoveAll("SELECT key, state FROM stage WHERE blocked_by = $1", stage, StageState.Waiting, "blocked_by = NULL");
    }

    private bool Begin(NewSweep sweep)
    {
        using (var row = database.Query("SELECT key, spec_hash, state IS NULL FROM sweep WHERE name = $1", sweep.Name))
        {
            if (row.Read() && !row.GetBoolean(2))
                return row.GetString(1) == sweep.SpecHash ? false : throw new SweepExistsException(sweep.Name);
        }

        var unfinished = database.Scalar("SELECT key FROM sweep WHERE name = $1", sweep.Name);
        if (unfinished != 0)
            Delete(database, unfinished);

        database.Execute(
            """
            INSERT INTO sweep(name, spec_hash, spec_text, state, priority, retries, created, reused, weight, stage_timeout, gpu_hours)
            VALUES($1, $2, $3, NULL, $4, $5, $6, 0, $7, $8, $9)
            """,
            sweep.Name, sweep.SpecHash, sweep.SpecText, sweep.Priority, sweep.Retries, time.GetUtcNow().ToColumn(), sweep.Weight,
            sweep.StageTimeout is { } limit ? (long)limit.TotalMilliseconds : null, sweep.GpuHours);
        _sweep = database.LastKey;
        foreach (var state in Enum.GetValues<StageState>())
            database.Execute("INSERT INTO tally(sweep, state) VALUES($1, $2)", _sweep, (int)state);
        return true;
    }

    private void Batch<T>(T[] rows, Action<T> add) => transact(() =>
    {
        // Stages may have moved and others been added since the last batch, so nothing remembered of them is used again.
        _parent = default;
        _lastStage = database.Scalar("SELECT MAX(key) FROM stage");
        foreach (var row in rows)
            add(row);
        foreach (var (state, count) in _tally)
        {
            database.Execute(
                "UPDATE tally SET stages = stages + $3, trials = trials + $4, cost = cost + $5 WHERE sweep = $1 AND state = $2",
                _sweep, (int)state, count.Stages, count.Trials, count.Cost);
        }

        _tally.Clear();
        return true;
    });

    private void Add(NewStage stage)
    {
        var id = stage.Definition.Id;
        var (key, state) = Find(id);
        if (key == 0)
            (key, state) = Insert(stage.Definition);
        else if (state == StageState.Failed)
            (_, state) = TakeUp(key, id);
        else if (state == StageState.Completed)
            _reused++;

        database.Execute("INSERT INTO member(stage, sweep, cost, chain) VALUES($1, $2, $3, $4)", key, _sweep, stage.Cost, stage.Chain);
        if (state == StageState.Ready)
            database.Execute("INSERT INTO ready(sweep, chain, stage, not_before) VALUES($1, $2, $3, 0)", _sweep, stage.Chain, key);
        Count(state, new StateCount(1, 0, stage.Cost));
    }

    private void Add(NewTrial trial)
    {
        var (key, state) = Find(trial.StageId);
        if (key == 0)
            throw new ArgumentException($"Trial {trial.Index} ends in stage {trial.StageId}, which is not among the sweep's stages.");

        database.Execute("UPDATE member SET trials = trials + 1 WHERE stage = $1 AND sweep = $2", key, _sweep);
        database.Execute(
            """
            INSERT INTO trial(sweep, number, stage, dataset, architecture, mode, sparsity, seed, axes)
            VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            _sweep, trial.Index, key, trial.Dataset, trial.Architecture, trial.Mode, trial.Sparsity, trial.Seed,
            trial.Axes.Count == 0 ? null : StoreJson.Write(trial.Axes));
        Count(state, new StateCount(0, 1, 0));
    }

    private (long Key, StageState State) Insert(StageDefinition definition)
    {
        object? parent = null;
        var state = StageState.Ready;
        if (definition.Parent is { } id)
        {
            if (_parent.Key == 0 || _parent.Id != id)
            {
                var (parentKey, parentState) = Find(id);
                _parent = (id, parentKey, parentState);
            }

            if (_parent.Key == 0)
                throw new ArgumentException($"Stage {definition.Id} comes before its parent {id}.");
            parent = _parent.Key;
            state = _parent.State == StageState.Completed ? StageState.Ready : StageState.Waiting;
        }

        database.Execute(
            "INSERT INTO stage(key, id, parent, settings, sparsity, seed, state) VALUES($1, $2, $3, $4, $5, $6, $7)",
            ++_lastStage, definition.Id.ToColumn(), parent, definitions.Intern(definition), definition.Sparsity, definition.Seed, (int)state);
        return (_lastStage, state);
    }

    private (long Key, StageState State) TakeUp(long key, StageId id)
    {
        Unpark(database, moves, key);
        return Find(id);
    }

    private (long Key, StageState State) Find(StageId id)
    {
        using var row = database.Query("SELECT key, state FROM stage WHERE id = $1", id.ToColumn());
        return row.Read() ? (row.GetInt64(0), row.GetStageState(1)) : default;
    }

    private void Count(StageState state, StateCount count) => _tally[state] = _tally.GetValueOrDefault(state) + count;
}
