using Sweep.Contracts.States;
using Sweep.Coordinator.Store.Blobs;

namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>
/// The tables of <see cref="SqliteLedgerStore"/>. Raise <see cref="Version"/> with every change of them; a file of another version is
/// refused.
/// </summary>
internal static class Schema
{
    public const int Version = 7;

    /// <summary>"SWEP" in ASCII. It tells our files from other programs' databases.</summary>
    public const int ApplicationId = 0x53574550;

    /// <summary>
    /// Numbers are assigned by the ledger in ascending order, so new stages and sweeps are added at the end. <c>head</c> has one row. The
    /// rows of <c>sweep</c> and <c>stage</c> change often and are small; whatever is long, or written once, has a table of its own.
    /// <list type="bullet">
    /// <item><c>sweep.state</c> is a <see cref="SweepState"/>, <c>sweep.search</c> a <see cref="SweepSearch"/>.</item>
    /// <item><c>created</c>, <c>queued</c>, <c>started</c> and <c>ended</c> are moments in milliseconds since 1970.</item>
    /// <item><c>stage_timeout</c>, <c>spent</c> and <c>unshared</c> are durations in milliseconds; <c>gpu_hours</c> is in hours.</item>
    /// <item><c>cost</c> and <c>chain</c> have the unit of <see cref="NewStage"/>; <c>trials.last</c> is the highest index in a blob.</item>
    /// <item>Blobs are those of <see cref="StageBlob"/>, <see cref="CurveBlob"/>, <see cref="ResultBlob"/>, <see cref="OutcomeBlob"/>
    /// and <see cref="TrialBlob"/>.</item>
    /// </list>
    /// </summary>
    private const string Sql = """
        CREATE TABLE head(epoch INTEGER NOT NULL, revision INTEGER NOT NULL, sequence INTEGER NOT NULL, sweeps INTEGER NOT NULL, stages INTEGER NOT NULL, settings INTEGER NOT NULL);
        CREATE TABLE settings(number INTEGER PRIMARY KEY, json TEXT NOT NULL);
        CREATE TABLE sweep(
            number INTEGER PRIMARY KEY, name TEXT NOT NULL, spec_hash TEXT NOT NULL, state INTEGER NOT NULL, search INTEGER NOT NULL, priority INTEGER NOT NULL, retries INTEGER NOT NULL,
            weight REAL NOT NULL, stage_timeout INTEGER, gpu_hours REAL, created INTEGER NOT NULL, reused INTEGER NOT NULL, spent INTEGER NOT NULL,
            unshared INTEGER NOT NULL, counts TEXT NOT NULL, about TEXT NOT NULL, owed TEXT NOT NULL);
        CREATE TABLE spec(sweep INTEGER PRIMARY KEY, text TEXT NOT NULL);
        CREATE TABLE stage(number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, parent INTEGER NOT NULL, worker TEXT, value BLOB NOT NULL);
        CREATE INDEX stage_held ON stage(number) WHERE worker IS NOT NULL;
        CREATE TABLE member(
            stage INTEGER NOT NULL, sweep INTEGER NOT NULL, trials INTEGER NOT NULL, uses INTEGER NOT NULL, cost REAL NOT NULL, chain REAL NOT NULL,
            PRIMARY KEY(stage, sweep)) WITHOUT ROWID;
        CREATE INDEX member_sweep ON member(sweep, stage);
        CREATE TABLE trials(sweep INTEGER NOT NULL, last INTEGER NOT NULL, value BLOB NOT NULL, PRIMARY KEY(sweep, last));
        CREATE TABLE result(stage INTEGER PRIMARY KEY, value BLOB NOT NULL);
        CREATE TABLE curve(stage INTEGER PRIMARY KEY, points BLOB NOT NULL);
        CREATE TABLE outcome(stage INTEGER PRIMARY KEY, images BLOB NOT NULL);
        CREATE TABLE attempt(
            stage INTEGER NOT NULL, place INTEGER NOT NULL, number INTEGER NOT NULL, worker TEXT, queued INTEGER, started INTEGER, ended INTEGER,
            outcome INTEGER NOT NULL, error TEXT, details TEXT, log_tail TEXT, PRIMARY KEY(stage, place)) WITHOUT ROWID;
        INSERT INTO head VALUES(0, 0, 1, 0, 0, 0);
        """;

    /// <summary>Creates the tables in an empty file, and refuses a file of unknown content.</summary>
    public static void Prepare(Database database, bool readOnly)
    {
        var application = database.Scalar("PRAGMA application_id");
        var version = database.Scalar("PRAGMA user_version");
        if (application == ApplicationId)
        {
            if (version != Version)
            {
                throw new SweepStoreException(
                    $"{database.Path} is a store of version {version}, and this sweep knows only version {Version}. Use the sweep that wrote it or another --home, or move the file away and run its sweeps again: stages with a checkpoint are not repeated."
                );
            }

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
