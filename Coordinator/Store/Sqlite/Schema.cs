namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>The tables. A change of shape raises <see cref="Version"/> and says how the older one is brought up.</summary>
internal static class Schema
{
    public const int Version = 3;

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
            blocked_by INTEGER, error TEXT, details TEXT, result TEXT, changed INTEGER);
        CREATE INDEX stage_parent ON stage(parent) WHERE parent IS NOT NULL;
        CREATE INDEX stage_blocked ON stage(blocked_by) WHERE blocked_by IS NOT NULL;
        {HeldIndex}
        CREATE INDEX stage_parked ON stage(key) WHERE state = 5;
        {ChangedIndex}
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

    private const string ChangedIndex = "CREATE INDEX stage_changed ON stage(changed) WHERE changed IS NOT NULL;";

    /// <summary>
    /// Attempts of version 1 had no worker until they began, and their workers were of the process that died: nobody has them any
    /// more. Each stage goes where its parent puts it, which version 1 did not always see to. Back-offs, of minutes at most, are
    /// over. The order of columns is not that of a new file; nothing depends on it.
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
        {HeldIndex}
        DROP TABLE ready;
        {ReadyTable}
        INSERT INTO ready(sweep, not_before, chain, stage)
            SELECT m.sweep, 0, m.chain, m.stage FROM stage s JOIN member m ON m.stage = s.key WHERE s.state = 1;
        """;

    /// <summary>What has settled is numbered in the order of its keys.</summary>
    private const string FromVersion2 = $"""
        ALTER TABLE stage ADD COLUMN changed INTEGER;
        {ChangedIndex}
        UPDATE stage SET changed = settled.number
            FROM (SELECT key, ROW_NUMBER() OVER (ORDER BY key) AS number FROM stage WHERE state IN (4, 5, 6)) settled WHERE stage.key = settled.key;
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
        var version = database.Scalar("PRAGMA user_version");
        if (version == 1)
            database.Run(FromVersion1);
        if (version <= 2)
            database.Run(FromVersion2);
        database.Run($"PRAGMA user_version = {Version}");
        return true;
    }
}
