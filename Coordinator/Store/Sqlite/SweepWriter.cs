using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>
/// Writes a submitted sweep in steps of some thousand rows, between which other calls get their turn. Until the last
/// one the sweep has no state and so is nowhere to be seen; what a dead process left of it is removed by the next attempt.
/// </summary>
internal sealed class SweepWriter(
    Database database, StageMoves moves, DefinitionTable definitions, GroupCommit writer, TimeProvider time)
{
    private const int RowsPerStep = 5_000;
    private readonly Dictionary<StageState, StateCount> _tally = [];
    private long _sweep;
    private long _reused;
    private long _unshared;
    private long _lastStage;
    private (StageId Id, StoredStage Stage) _parent;

    /// <summary>See <see cref="ISweepStore.CreateSweepAsync"/>.</summary>
    public async Task<bool> WriteAsync(NewSweep sweep, IEnumerable<NewStage> stages, IEnumerable<NewTrial> trials, CancellationToken cancellation)
    {
        if (!await writer.RunAsync(() => Begin(sweep), cancellation).ConfigureAwait(false))
            return false;

        foreach (var batch in stages.Chunk(RowsPerStep))
            await writer.RunAsync(() => Batch(batch, Add), cancellation).ConfigureAwait(false);
        foreach (var batch in trials.Chunk(RowsPerStep))
            await writer.RunAsync(() => Batch(batch, Add), cancellation).ConfigureAwait(false);
        return await writer.RunAsync(
            () => database.Execute(
                "UPDATE sweep SET state = $2, reused = $3, unshared = unshared + $4 WHERE key = $1", _sweep, (int)SweepState.Running, _reused, _unshared) == 1,
            cancellation).ConfigureAwait(false);
    }

    public static void Delete(Database database, long sweep)
    {
        foreach (var table in (ReadOnlySpan<string>)["trial", "ready", "tally", "member", "spec"])
            database.Execute($"DELETE FROM {table} WHERE sweep = $1", sweep);
        database.Execute("DELETE FROM sweep WHERE key = $1", sweep);
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
            INSERT INTO sweep(name, spec_hash, state, priority, retries, created, reused, weight, stage_timeout, gpu_hours)
            VALUES($1, $2, NULL, $3, $4, $5, 0, $6, $7, $8)
            """,
            sweep.Name, sweep.SpecHash, sweep.Priority, sweep.Retries, time.GetUtcNow().ToColumn(), sweep.Weight,
            sweep.StageTimeout is { } limit ? (long)limit.TotalMilliseconds : null, sweep.GpuHours);
        _sweep = database.LastKey;
        database.Execute("INSERT INTO spec(sweep, text) VALUES($1, $2)", _sweep, sweep.SpecText);
        foreach (var state in Enum.GetValues<StageState>())
            database.Execute("INSERT INTO tally(sweep, state) VALUES($1, $2)", _sweep, (int)state);
        return true;
    }

    private bool Batch<T>(T[] rows, Action<T> add)
    {
        // Stages may have moved and others been added since the last step, so nothing remembered of them is used again.
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
    }

    private void Add(NewStage stage)
    {
        var id = stage.Definition.Id;
        var stored = Find(id);
        if (stored.Key == 0)
            stored = Insert(stage.Definition);
        else if (stored.State == StageState.Failed)
            stored = stored with { State = moves.Unpark(stored.Key), NotBefore = 0 };
        else if (stored.State == StageState.Completed)
            (_reused, _unshared) = (_reused + 1, _unshared + (stored.Took * stage.Uses));

        database.Execute(
            "INSERT INTO member(stage, sweep, cost, chain, uses) VALUES($1, $2, $3, $4, $5)", stored.Key, _sweep, stage.Cost, stage.Chain, stage.Uses);
        if (stored.State == StageState.Ready)
        {
            database.Execute(
                "INSERT INTO ready(sweep, not_before, chain, stage) VALUES($1, $2, $3, $4)", _sweep, stored.NotBefore, stage.Chain, stored.Key);
        }

        Count(stored.State, new StateCount(1, 0, stage.Cost));
    }

    private void Add(NewTrial trial)
    {
        var (key, state, _, _) = Find(trial.StageId);
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

    private StoredStage Insert(StageDefinition definition)
    {
        object? parent = null;
        var state = StageState.Ready;
        if (definition.Parent is { } id)
        {
            if (_parent.Stage.Key == 0 || _parent.Id != id)
                _parent = (id, Find(id));
            if (_parent.Stage.Key == 0)
                throw new ArgumentException($"Stage {definition.Id} comes before its parent {id}.");
            parent = _parent.Stage.Key;
            state = _parent.Stage.State == StageState.Completed ? StageState.Ready : StageState.Waiting;
        }

        database.Execute(
            "INSERT INTO stage(key, id, parent, settings, sparsity, seed, state) VALUES($1, $2, $3, $4, $5, $6, $7)",
            ++_lastStage, definition.Id.ToColumn(), parent, definitions.Intern(definition), definition.Sparsity, definition.Seed, (int)state);
        return new StoredStage(_lastStage, state, 0, 0);
    }

    private StoredStage Find(StageId id)
    {
        using var row = database.Query("SELECT key, state, not_before, took FROM stage WHERE id = $1", id.ToColumn());
        return row.Read() ? new StoredStage(row.GetInt64(0), row.GetStageState(1), row.GetInt64(2), row.GetInt64(3)) : default;
    }

    private void Count(StageState state, StateCount count) => _tally[state] = _tally.GetValueOrDefault(state) + count;

    private readonly record struct StoredStage(long Key, StageState State, long NotBefore, long Took);
}
