using System.Globalization;
using Sweep.Coordinator.Home;
using Sweep.Coordinator.Store;

namespace Sweep.Performance.Scale;

/// <summary>A store to measure and how much is put into it, written as <c>sqlite:1</c> or <c>mongodb:10</c>.</summary>
/// <param name="Millions">Trials, in sweeps of a million each.</param>
internal sealed record ScaleCase(string Kind, int Millions)
{
    public const string MongoDb = "mongodb";

    public static string? Server => Environment.GetEnvironmentVariable("SWEEP_TEST_MONGODB");

    public static ScaleCase Parse(string text) => new(text.Split(':')[0], int.Parse(text.Split(':')[1], CultureInfo.InvariantCulture));

    public override string ToString() => $"{Kind}:{Millions}";

    /// <param name="folder">Holds SQLite's file, and gives MongoDB's database its name.</param>
    public Task<ILedgerStore> OpenAsync(string folder, CancellationToken cancellation)
    {
        var options =
            Kind == MongoDb
                ? new StoreOptions
                {
                    Place = Server ?? throw new InvalidOperationException("SWEEP_TEST_MONGODB names no server."),
                    Database = DatabaseIn(folder),
                }
                : new StoreOptions { Place = FileIn(folder) };
        return options.OpenAsync(new SweepHome(folder), readOnly: false, cancellation);
    }

    public static string FileIn(string folder) => Path.Combine(folder, "sweep.db");

    public static string DatabaseIn(string folder) => Path.GetFileName(folder).Replace('-', '_').ToLowerInvariant();
}
