namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>The tables. A change of shape raises <see cref="Version"/> and says how the older one is brought up.</summary>
internal static class Schema
{
    public const int Version = 2;

    /// <summary>"SWEP", so that another program's database is told from ours.</summary>
    public const int ApplicationId = 0x53574550;

    /// <summary>
    /// <c>stage.settings</c> points to what many stages have in common; only seed and sparsity, which differ from stage to
    /// stage, are columns. <c>member</c> says which sweeps want a stage, <c>ready</c> is each sweep's queue in the order it is
    /// handed out (those in back-off, or just out of it, apart), and <c>tally</c> counts a sweep's stages by state. A sweep
    /// without a state is still being written. Its text may be long, and every look at its row would pass over it: so it is in
    /// <c>spec</c>.
    /// </summary>
    public const string Sql = $"""
        {SweepTables}
        CREATE TABLE settings(key INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, json TEXT NOT NULL);
        CREATE TABLE stage(
            key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, parent INTEGER, settings INTEGER NOT NULL, sparsity REAL NOT NULL,
            seed INTEGER NOT NULL, state INTEGER NOT NULL, attempt INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0,
            losses INTEGER NOT NULL DEFAULT 0, splits INTEGER NOT NULL DEFAULT 1, not_before INTEGER NOT NULL DEFAULT 0, worker TEXT,
            blocked_by INTEGER, error TEXT, details TEXT, result TEXT);
        CREATE INDEX stage_parent ON stage(parent) WHERE parent IS NOT NULL;
        CREATE INDEX stage_blocked ON stage(blocked_by) WHERE blocked_by IS NOT NULL;
        {HeldIndex}
        CREATE INDEX stage_parked ON stage(key) WHERE state = 5;
        CREATE TABLE epoch(
            stage INTEGER NOT NULL, epoch INTEGER NOT NULL, train_loss REAL, top1 REAL, loss REAL,
            lr REAL NOT NULL, sparsity REAL NOT NULL, PRIMARY KEY(stage, epoch)) WITHOUT ROWID;
        CREATE TABLE member(
            stage INTEGER NOT NULL, sweep INTEGER NOT NULL, trials INTEGER NOT NULL DEFAULT 0, cost REAL NOT NULL,
            chain REAL NOT NULL, PRIMARY KEY(stage, sweep)) WITHOUT ROWID;
        {ReadyTable}
        CREATE TABLE tally(
            sweep INTEGER NOT NULL, state INTEGER NOT NULL, stages INTEGER NOT NULL DEFAULT 0, trials INTEGER NOT NULL DEFAULT 0,
            cost REAL NOT NULL DEFAULT 0, PRIMARY KEY(sweep, state)) WITHOUT ROWID;
        CREATE TABLE trial(
            sweep INTEGER NOT NULL, number INTEGER NOT NULL, stage INTEGER NOT NULL, dataset TEXT NOT NULL, architecture TEXT NOT NULL,
            mode TEXT NOT NULL, sparsity REAL NOT NULL, seed INTEGER NOT NULL, axes TEXT, PRIMARY KEY(sweep, number)) WITHOUT ROWID;
        """;

    private const string SweepTables = """
        CREATE TABLE sweep(
            key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, spec_hash TEXT NOT NULL, state INTEGER, priority INTEGER NOT NULL,
            retries INTEGER NOT NULL, created INTEGER NOT NULL, reused INTEGER NOT NULL, weight REAL NOT NULL DEFAULT 1,
            stage_timeout INTEGER, gpu_hours REAL, spent INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE spec(sweep INTEGER PRIMARY KEY, text TEXT NOT NULL);
        """;

    private const string ReadyTable = """
        CREATE TABLE ready(
            sweep INTEGER NOT NULL, not_before INTEGER NOT NULL, chain REAL NOT NULL, stage INTEGER NOT NULL,
            PRIMARY KEY(sweep, not_before, chain DESC, stage)) WITHOUT ROWID;
        """;

    private const string HeldIndex = """
        CREATE INDEX stage_queued ON stage(key) WHERE state = 2;
        CREATE INDEX stage_running ON stage(key) WHERE state = 3;
        """;

    /// <summary>
    /// Attempts of version 1 had no worker until they began, and their workers were of the process that died: they are ready
    /// again. Back-offs, of minutes at most, are over. The order of columns is not that of a new file; nothing depends on it.
    /// </summary>
    private const string FromVersion1 = $"""
        ALTER TABLE sweep RENAME TO sweep_1;
        {SweepTables}
        INSERT INTO sweep(key, name, spec_hash, state, priority, retries, created, reused)
            SELECT key, name, spec_hash, state, priority, retries, created, reused FROM sweep_1;
        INSERT INTO spec(sweep, text) SELECT key, spec_text FROM sweep_1;
        DROP TABLE sweep_1;
        ALTER TABLE stage ADD COLUMN losses INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE stage ADD COLUMN splits INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE stage ADD COLUMN not_before INTEGER NOT NULL DEFAULT 0;
        UPDATE tally SET
            stages = stages + (SELECT SUM(t.stages) FROM tally t WHERE t.sweep = tally.sweep AND t.state IN (2, 3)),
            trials = trials + (SELECT SUM(t.trials) FROM tally t WHERE t.sweep = tally.sweep AND t.state IN (2, 3)),
            cost = cost + (SELECT SUM(t.cost) FROM tally t WHERE t.sweep = tally.sweep AND t.state IN (2, 3))
            WHERE state = 1;
        UPDATE tally SET stages = 0, trials = 0, cost = 0 WHERE state IN (2, 3);
        UPDATE stage SET state = 1, worker = NULL WHERE state IN (2, 3);
        DROP INDEX stage_queued;
        DROP INDEX stage_running;
        ALTER TABLE stage DROP COLUMN until;
        {HeldIndex}
        DROP TABLE ready;
        {ReadyTable}
        INSERT INTO ready(sweep, not_before, chain, stage)
            SELECT m.sweep, 0, m.chain, m.stage FROM stage s JOIN member m ON m.stage = s.key WHERE s.state = 1;
        """;

    /// <summary>Makes the tables in an empty file and brings those of older versions up; refuses what it does not know.</summary>
    public static void Prepare(Database database, bool readOnly)
    {
        var application = database.Scalar("PRAGMA application_id");
        var version = database.Scalar("PRAGMA user_version");
        if (application == ApplicationId)
        {
            if (version > Version)
                throw new SweepStoreException($"{database.Path} was written by a newer sweep (store version {version}); this one knows version {Version}. Use the newer program, or another --home.");
            if (version == Version)
                return;
            if (readOnly)
                throw new SweepStoreException($"{database.Path} was written by an older sweep (store version {version}). 'sweep run' or the coordinator brings it up to version {Version}.");
            database.Transact(() => Upgrade(database));
            return;
        }

        if (application != 0 || database.Scalar("SELECT COUNT(*) FROM sqlite_master") != 0)
            throw new SweepStoreException($"{database.Path} is another program's database. Use another --home.");
        if (readOnly)
            throw new SweepStoreException($"{database.Path} is empty: no sweep was run here yet.");

        database.Transact(() =>
        {
            database.Run(Sql);
            database.Run($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version};");
            return true;
        });
    }

    private static bool Upgrade(Database database)
    {
        // Another process may have been first.
        if (database.Scalar("PRAGMA user_version") == 1)
            database.Run($"{FromVersion1} PRAGMA user_version = {Version};");
        return true;
    }
}
