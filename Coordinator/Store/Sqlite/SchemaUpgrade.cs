using System.Globalization;

namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>Brings the tables of older versions up, one version at a time.</summary>
internal static class SchemaUpgrade
{
    /// <summary>
    /// Attempts of version 1 had no worker until they began, and their workers were of the process that died: nobody has them any
    /// more. Each stage goes where its parent puts it, which version 1 did not always see to. Back-offs, of minutes at most, are
    /// over. The order of columns is not that of a new file; nothing depends on it.
    /// </summary>
    private const string FromVersion1 = $"""
        ALTER TABLE sweep RENAME TO sweep_1;
        CREATE TABLE sweep(
            key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, spec_hash TEXT NOT NULL, state INTEGER, priority INTEGER NOT NULL,
            retries INTEGER NOT NULL, created INTEGER NOT NULL, reused INTEGER NOT NULL, weight REAL NOT NULL DEFAULT 1,
            stage_timeout INTEGER, gpu_hours REAL, spent INTEGER NOT NULL DEFAULT 0);
        {Schema.SpecTable}
        INSERT INTO sweep(key, name, spec_hash, state, priority, retries, created, reused)
            SELECT key, name, spec_hash, state, priority, retries, created, reused FROM sweep_1;
        INSERT INTO spec(sweep, text) SELECT key, spec_text FROM sweep_1;
        DROP TABLE sweep_1;
        ALTER TABLE stage ADD COLUMN losses INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE stage ADD COLUMN splits INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE stage ADD COLUMN not_before INTEGER NOT NULL DEFAULT 0;
        UPDATE stage SET worker = NULL, blocked_by = NULL,
            state = CASE WHEN parent IS NULL OR (SELECT p.state FROM stage p WHERE p.key = stage.parent) = 4 THEN 1 ELSE 0 END
            WHERE state NOT IN (4, 5);
        WITH RECURSIVE below(key, parked) AS (
            SELECT s.key, p.key FROM stage p JOIN stage s ON s.parent = p.key WHERE p.state = 5 AND s.state = 0
            UNION ALL SELECT s.key, below.parked FROM below JOIN stage s ON s.parent = below.key WHERE s.state = 0)
            UPDATE stage SET state = 6, blocked_by = below.parked FROM below WHERE stage.key = below.key;
        DELETE FROM tally;
        INSERT INTO tally(sweep, state, stages, trials, cost)
            SELECT m.sweep, s.state, COUNT(*), SUM(m.trials), SUM(m.cost) FROM stage s JOIN member m ON m.stage = s.key GROUP BY 1, 2;
        INSERT OR IGNORE INTO tally(sweep, state)
            SELECT w.key, v.state FROM sweep w, (SELECT value AS state FROM json_each('[0,1,2,3,4,5,6]')) v;
        DROP INDEX stage_queued;
        DROP INDEX stage_running;
        ALTER TABLE stage DROP COLUMN until;
        {Schema.HeldIndex}
        DROP TABLE ready;
        {Schema.ReadyTable}
        INSERT INTO ready(sweep, not_before, chain, stage)
            SELECT m.sweep, 0, m.chain, m.stage FROM stage s JOIN member m ON m.stage = s.key WHERE s.state = 1;
        """;

    /// <summary>
    /// What has settled is numbered in the order of its keys. Of attempts only the last failed ones of parked stages are known, and
    /// that completed stages were completed.
    /// </summary>
    private const string FromVersion2 = $"""
        ALTER TABLE sweep ADD COLUMN unshared INTEGER NOT NULL DEFAULT 0;
        {Schema.AttemptTable}
        INSERT INTO attempt(stage, number, outcome, error, details) SELECT key, attempt, 2, error, details FROM stage WHERE state = 5;
        ALTER TABLE stage DROP COLUMN details;
        ALTER TABLE stage ADD COLUMN queued INTEGER;
        ALTER TABLE stage ADD COLUMN started INTEGER;
        ALTER TABLE stage ADD COLUMN ended INTEGER;
        ALTER TABLE stage ADD COLUMN took INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE stage ADD COLUMN changed INTEGER;
        {Schema.StageIndexes}
        UPDATE stage SET took = milliseconds(json_extract(result, '$.duration')) WHERE state = 4;
        UPDATE stage SET changed = settled.number
            FROM (SELECT key, ROW_NUMBER() OVER (ORDER BY key) AS number FROM stage WHERE state IN (4, 5, 6)) settled WHERE stage.key = settled.key;
        ALTER TABLE member ADD COLUMN uses INTEGER NOT NULL DEFAULT 0;
        {Schema.MemberIndex}
        WITH RECURSIVE path(stage, sweep) AS (
            SELECT stage, sweep FROM trial
            UNION ALL SELECT s.parent, path.sweep FROM path CROSS JOIN stage s ON s.key = path.stage WHERE s.parent IS NOT NULL)
            UPDATE member SET uses = used.uses FROM (SELECT stage, sweep, COUNT(*) AS uses FROM path GROUP BY 1, 2) used
            WHERE member.stage = used.stage AND member.sweep = used.sweep;
        UPDATE sweep SET unshared = COALESCE((
            SELECT SUM(s.took * m.uses) FROM member m CROSS JOIN stage s ON s.key = m.stage WHERE m.sweep = sweep.key AND s.state = 4), 0);
        """;

    /// <summary>Within a transaction. Always true.</summary>
    public static bool Run(Database database)
    {
        // Another process may have been first.
        var version = database.Scalar("PRAGMA user_version");
        if (version == 1)
            database.Run(FromVersion1);
        if (version <= 2)
        {
            database.Define("milliseconds", text => (long)TimeSpan.Parse(text, CultureInfo.InvariantCulture).TotalMilliseconds);
            database.Run(FromVersion2);
        }

        database.Run($"PRAGMA user_version = {Schema.Version}");
        return true;
    }
}
