using Sweep.Coordinator.Planning;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Study;

namespace Sweep.Cli.Results;

/// <summary>Finds a sweep in a home's store.</summary>
internal static class StoredSweep
{
    private const int MostNames = 20;

    /// <summary>Percentage points of top-1 that the spec allows; see <see cref="StudyFigure"/>.</summary>
    public static double ToleranceOf(SweepRecord sweep) => SpecReading.Read(sweep.SpecText).Spec?.Settings.Report.Tolerance ?? StudyFigure.DefaultTolerance;

    /// <param name="name">Null for the only one there is.</param>
    /// <exception cref="BadInputException">There is no such sweep, or more than one to choose from; the message lists them.</exception>
    public static async Task<SweepRecord> FindAsync(ISweepStore store, SweepHome home, string? name, CancellationToken cancellation)
    {
        if (name is not null && await store.FindSweepAsync(name, cancellation) is { } named)
            return named;
        var sweeps = await store.ReadSweepsAsync(cancellation);
        var names = string.Join(", ", sweeps.Reverse().Take(MostNames).Select(sweep => sweep.Name)) + (sweeps.Count > MostNames ? ", …" : "");
        return (name, sweeps) switch
        {
            (null, [var only]) => only,
            (_, []) => throw Nothing(home),
            (null, _) => throw new BadInputException($"NAME is missing; {home.Folder} has more than one sweep: {names}"),
            _ => throw new BadInputException($"There is no sweep '{name}' in {home.Folder}; there are: {names}"),
        };
    }

    public static BadInputException Nothing(SweepHome home) => new($"There are no sweeps in {home.Folder} yet: sweep run FILE makes one, --home DIR looks elsewhere.");
}
