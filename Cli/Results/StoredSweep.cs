using Sweep.Client.Errors;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Store;

namespace Sweep.Cli.Results;

/// <summary>Finds a sweep in a store.</summary>
internal static class StoredSweep
{
    private const int MostNames = 20;

    /// <param name="place">The store, for people.</param>
    /// <param name="name">Null for the only one there is.</param>
    /// <exception cref="BadInputException">There is no such sweep, or more than one to choose from; the message lists them.</exception>
    public static async Task<SweepRecord> FindAsync(SweepReader reader, string place, string? name, CancellationToken cancellation)
    {
        if (name is not null && await reader.FindSweepAsync(name, cancellation) is { } named)
            return named;
        var sweeps = await reader.ReadSweepsAsync(cancellation);
        var names =
            string.Join(", ", sweeps.Reverse().Take(MostNames).Select(sweep => sweep.Name)) + (sweeps.Count > MostNames ? ", …" : "");
        return (name, sweeps) switch
        {
            (null, [var only]) => only,
            (_, []) => throw Nothing(place),
            (null, _) => throw new BadInputException($"NAME is missing; {place} has more than one sweep: {names}"),
            _ => throw new BadInputException($"There is no sweep '{name}' in {place}; there are: {names}"),
        };
    }

    /// <summary>Opens a store to look at, beside whatever process writes to it.</summary>
    /// <exception cref="BadInputException">No sweep was run yet.</exception>
    /// <exception cref="SweepStoreException">The store cannot be opened.</exception>
    public static async Task<LedgerView> OpenAsync(StoreOptions at, SweepHome home, TimeProvider time, CancellationToken cancellation) =>
        at.IsThere(home) ? new LedgerView(await at.OpenAsync(home, readOnly: true, cancellation), time) : throw Nothing(at.Describe(home));

    private static BadInputException Nothing(string place) =>
        new($"There are no sweeps in {place} yet: sweep run FILE makes one, --home DIR looks elsewhere.");
}
