using Sweep.Coordinator.Planning;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Coordinator.Study;

namespace Sweep.Cli.Results;

/// <summary>A sweep in a home's store, opened for reading beside whatever process runs it.</summary>
public sealed class StoredSweep : IAsyncDisposable
{
    private const int MostNames = 20;

    private StoredSweep(ISweepStore store, SweepRecord sweep) => (Store, Sweep) = (store, sweep);

    public ISweepStore Store { get; }

    public SweepRecord Sweep { get; }

    /// <summary>Percentage points of top-1 that the spec allows; see <see cref="StudyFigure"/>.</summary>
    public double Tolerance => SpecReading.Read(Sweep.SpecText).Spec?.Settings.Report.Tolerance ?? StudyFigure.DefaultTolerance;

    /// <param name="name">Null for the only one there is.</param>
    /// <exception cref="BadInputException">There is no such sweep, or more than one to choose from; the message lists them.</exception>
    public static async Task<StoredSweep> OpenAsync(SweepHome home, string? name, TimeProvider time, CancellationToken cancellation)
    {
        if (!File.Exists(home.Database))
        {
            throw new BadInputException($"There are no sweeps in {home.Folder} yet: sweep run FILE makes one, --home DIR looks elsewhere.");
        }

        var store = SqliteSweepStore.Open(new SqliteStoreOptions(home.Database) { ReadOnly = true }, time);
        try
        {
            return new StoredSweep(store, await FindAsync(store, home, name, cancellation));
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => Store.DisposeAsync();

    /// <inheritdoc cref="OpenAsync"/>
    public static async Task<SweepRecord> FindAsync(ISweepStore store, SweepHome home, string? name, CancellationToken cancellation)
    {
        if (name is not null && await store.FindSweepAsync(name, cancellation) is { } named)
        {
            return named;
        }

        var sweeps = await store.ReadSweepsAsync(cancellation);
        var names = string.Join(", ", sweeps.Reverse().Take(MostNames).Select(sweep => sweep.Name)) + (sweeps.Count > MostNames ? ", …" : "");
        return (name, sweeps) switch
        {
            (null, [var only]) => only,
            (_, []) => throw new BadInputException($"There are no sweeps in {home.Folder} yet: sweep run FILE makes one, --home DIR looks elsewhere."),
            (null, _) => throw new BadInputException($"NAME is missing; {home.Folder} has more than one sweep: {names}"),
            _ => throw new BadInputException($"There is no sweep '{name}' in {home.Folder}; there are: {names}"),
        };
    }
}
