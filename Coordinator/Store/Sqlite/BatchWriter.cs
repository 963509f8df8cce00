using Sweep.Coordinator.Store.Blobs;

namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>Writes a batch inside a transaction.</summary>
internal sealed class BatchWriter(Database database)
{
    public void Write(LedgerMark mark, Batch batch)
    {
        database.Execute(
            "UPDATE head SET revision = $1, sequence = $2, sweeps = $3, stages = $4, settings = $5",
            mark.Revision,
            batch.Head.Sequence,
            batch.Head.Sweeps,
            batch.Head.Stages,
            batch.Head.Settings
        );
        foreach (var settings in batch.Settings)
            database.Execute("INSERT INTO settings(number, json) VALUES($1, $2)", settings.Number, StoreJson.Write(settings.Shared));
        foreach (var added in batch.Added)
            Write(added);
        foreach (var sweep in batch.Sweeps)
            Write(sweep);
        foreach (var stage in batch.Stages)
            Write(stage);
        foreach (var (stage, result) in batch.Results)
            database.Execute("INSERT OR REPLACE INTO result(stage, value) VALUES($1, $2)", stage, ResultBlob.Write(result));
        foreach (var (stage, points) in batch.Curves)
            database.Execute("INSERT OR REPLACE INTO curve(stage, points) VALUES($1, $2)", stage, CurveBlob.Write(points));
        foreach (var (stage, outcomes) in batch.Outcomes)
            database.Execute("INSERT OR REPLACE INTO outcome(stage, images) VALUES($1, $2)", stage, OutcomeBlob.Write(outcomes));
        foreach (var attempt in batch.Attempts)
            Write(attempt);
        foreach (var sweep in batch.Removed)
        {
            foreach (var table in (ReadOnlySpan<string>)["trials", "member", "spec"])
                database.Execute($"DELETE FROM {table} WHERE sweep = $1", sweep);
            database.Execute("DELETE FROM sweep WHERE number = $1", sweep);
        }
    }

    private void Write(AddedSweep added)
    {
        database.Execute("INSERT INTO spec(sweep, text) VALUES($1, $2)", added.Sweep, added.SpecText);
        var first = 0;
        foreach (var trials in added.Trials.Chunk(TrialBlob.MostTrials))
        {
            var leaves = Enumerable.Range(first, trials.Length).Select(trial => added.Leaves[trial]).ToArray();
            database.Execute(
                "INSERT INTO trials(sweep, last, value) VALUES($1, $2, $3)",
                added.Sweep,
                trials[^1].Index,
                TrialBlob.Write(trials, leaves)
            );
            first += trials.Length;
        }
    }

    private void Write(SweepFacts sweep) =>
        database.Execute(
            """
            INSERT OR REPLACE INTO sweep(number, name, spec_hash, state, search, priority, retries, weight, stage_timeout, gpu_hours, created, reused, spent, unshared, counts, about, owed)
            VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            """,
            sweep.Number,
            sweep.Name,
            sweep.SpecHash,
            (int)sweep.State,
            (int)sweep.Search,
            sweep.Priority,
            sweep.Retries,
            sweep.Weight,
            Milliseconds(sweep.StageTimeout),
            sweep.GpuHours,
            sweep.Created.ToColumn(),
            sweep.Reused,
            Milliseconds(sweep.Spent),
            Milliseconds(sweep.Unshared),
            StoreJson.Write(sweep.Counts.ByState),
            StoreJson.Write(sweep.About),
            StoreJson.Write(sweep.Owed)
        );

    private void Write(in StageFacts stage)
    {
        database.Execute(
            "INSERT INTO stage(number, id, parent, worker, value) VALUES($1, $2, $3, $4, $5) ON CONFLICT(number) DO UPDATE SET worker = excluded.worker, value = excluded.value",
            stage.Number,
            stage.Id.ToColumn(),
            stage.Parent,
            stage.Worker,
            StageBlob.Write(stage)
        );
        if (!stage.HasNewMembers)
            return;
        foreach (var member in stage.Members)
        {
            database.Execute(
                "INSERT OR IGNORE INTO member(stage, sweep, trials, uses, cost, chain) VALUES($1, $2, $3, $4, $5, $6)",
                stage.Number,
                member.Sweep,
                member.Trials,
                member.Uses,
                member.Cost,
                member.Chain
            );
        }
    }

    private void Write(AttemptFacts facts)
    {
        var attempt = facts.Attempt;
        database.Execute(
            """
            INSERT OR REPLACE INTO attempt(stage, place, number, worker, queued, started, ended, outcome, error, details, log_tail)
            VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            facts.Stage,
            facts.Place,
            attempt.Number,
            attempt.WorkerId,
            attempt.Queued?.ToColumn(),
            attempt.Started?.ToColumn(),
            attempt.Ended?.ToColumn(),
            (int)attempt.Outcome,
            attempt.Error,
            attempt.Details,
            attempt.LogTail
        );
    }

    private static long? Milliseconds(TimeSpan? time) => (long?)time?.TotalMilliseconds;
}
