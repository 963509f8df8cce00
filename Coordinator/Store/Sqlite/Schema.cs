namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>The tables. A change of shape raises <see cref="Version"/>; a file of any other version is refused.</summary>
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
    /// <c>spec</c>. The newest attempt at a stage is in the stage's own row, with its worker also when it completed the stage; those
    /// that ended otherwise are in <c>attempt</c>. <c>took</c>, in milliseconds, is above zero for completed stages only; see
    /// <see cref="SweepRecord.Unshared"/>. <c>changed</c> is the number of the stage's newest change.
    /// </summary>
    public const string Sql = """
        CREATE TABLE sweep(
            key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, spec_hash TEXT NOT NULL, state INTEGER, priority INTEGER NOT NULL,
            retries INTEGER NOT NULL, created INTEGER NOT NULL, reused INTEGER NOT NULL, weight REAL NOT NULL DEFAULT 1,
            stage_timeout INTEGER, gpu_hours REAL, spent INTEGER NOT NULL DEFAULT 0, unshared INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE spec(sweep INTEGER PRIMARY KEY, text TEXT NOT NULL);
        CREATE TABLE settings(key INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, json TEXT NOT NULL);
        CREATE TABLE stage(
            key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, parent INTEGER, settings INTEGER NOT NULL, sparsity REAL NOT NULL,
            seed INTEGER NOT NULL, state INTEGER NOT NULL, attempt INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0,
            losses INTEGER NOT NULL DEFAULT 0, splits INTEGER NOT NULL DEFAULT 1, not_before INTEGER NOT NULL DEFAULT 0, worker TEXT,
            blocked_by INTEGER, error TEXT, result TEXT, queued INTEGER, started INTEGER, ended INTEGER, took INTEGER NOT NULL DEFAULT 0,
            changed INTEGER);
        CREATE INDEX stage_parent ON stage(parent) WHERE parent IS NOT NULL;
        CREATE INDEX stage_blocked ON stage(blocked_by) WHERE blocked_by IS NOT NULL;
        CREATE INDEX stage_queued ON stage(key) WHERE state = 2;
        CREATE INDEX stage_running ON stage(key) WHERE state = 3;
        CREATE INDEX stage_parked ON stage(key) WHERE state = 5;
        CREATE INDEX stage_root ON stage(key) WHERE parent IS NULL;
        CREATE INDEX stage_halted ON stage(key) WHERE state = 6;
        CREATE INDEX stage_changed ON stage(changed) WHERE changed IS NOT NULL;
        CREATE TABLE attempt(
            stage INTEGER NOT NULL, number INTEGER NOT NULL, worker TEXT, queued INTEGER, started INTEGER, ended INTEGER,
            outcome INTEGER NOT NULL, error TEXT, details TEXT, log_tail TEXT, PRIMARY KEY(stage, number)) WITHOUT ROWID;
        CREATE TABLE epoch(
            stage INTEGER NOT NULL, epoch INTEGER NOT NULL, train_loss REAL, top1 REAL, loss REAL,
            lr REAL NOT NULL, sparsity REAL NOT NULL, PRIMARY KEY(stage, epoch)) WITHOUT ROWID;
        CREATE TABLE member(
            stage INTEGER NOT NULL, sweep INTEGER NOT NULL, trials INTEGER NOT NULL DEFAULT 0, cost REAL NOT NULL,
            chain REAL NOT NULL, uses INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(stage, sweep)) WITHOUT ROWID;
        CREATE INDEX member_sweep ON member(sweep, stage);
        CREATE TABLE ready(
            sweep INTEGER NOT NULL, not_before INTEGER NOT NULL, chain REAL NOT NULL, stage INTEGER NOT NULL,
            PRIMARY KEY(sweep, not_before, chain DESC, stage)) WITHOUT ROWID;
        CREATE TABLE tally(
            sweep INTEGER NOT NULL, state INTEGER NOT NULL, stages INTEGER NOT NULL DEFAULT 0, trials INTEGER NOT NULL DEFAULT 0,
            cost REAL NOT NULL DEFAULT 0, PRIMARY KEY(sweep, state)) WITHOUT ROWID;
        CREATE TABLE trial(
            sweep INTEGER NOT NULL, number INTEGER NOT NULL, stage INTEGER NOT NULL, dataset TEXT NOT NULL, architecture TEXT NOT NULL,
            mode TEXT NOT NULL, sparsity REAL NOT NULL, seed INTEGER NOT NULL, axes TEXT, PRIMARY KEY(sweep, number)) WITHOUT ROWID;
        """;

    /// <summary>Makes the tables in an empty file; refuses every file that is not a store of this version.</summary>
    public static void Prepare(Database database, bool readOnly)
    {
        var application = database.Scalar("PRAGMA application_id");
        var version = database.Scalar("PRAGMA user_version");
        if (application == ApplicationId)
        {
            if (version != Version)
                throw new SweepStoreException($"{database.Path} is a store of version {version}, and this sweep knows only version {Version}. Use the sweep that wrote it or another --home, or move the file away and run its sweeps again: stages with a checkpoint are not repeated.");
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
}
