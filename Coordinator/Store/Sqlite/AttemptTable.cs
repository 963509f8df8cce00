namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>
/// What became of attempts. Nearly all complete their stage, and the stage's own row says all about its newest one: a row here is written
/// only for one that ends otherwise, or whose stage has to run again.
/// </summary>
internal sealed class AttemptTable(Database database)
{
    /// <summary>The newest that are kept of a stage.</summary>
    private const int Kept = 20;

    /// <summary>Of a held stage, before it moves.</summary>
    public void Keep(long stage, AttemptOutcome outcome, AttemptEnd end, long now)
    {
        database.Execute(
            """
            INSERT INTO attempt(stage, number, worker, queued, started, ended, outcome, error, details, log_tail)
            SELECT key, attempt, worker, queued, started, $2, $3, $4, $5, $6 FROM stage WHERE key = $1
            """,
            stage, now, (int)outcome, end.Error, end.Details, end.LogTail);
        Trim(stage);
    }

    /// <summary>Of a completed stage that has to run again.</summary>
    public void KeepCompleted(long stage)
    {
        database.Execute(
            """
            INSERT INTO attempt(stage, number, worker, queued, started, ended, outcome)
            SELECT key, attempt, worker, queued, started, ended, $2 FROM stage WHERE key = $1
            """,
            stage, (int)AttemptOutcome.Completed);
        Trim(stage);
    }

    private void Trim(long stage) =>
        database.Execute("DELETE FROM attempt WHERE stage = $1 AND number <= (SELECT attempt FROM stage WHERE key = $1) - $2", stage, Kept);
}
