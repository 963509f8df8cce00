using System.CommandLine;
using System.Globalization;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Output;
using Sweep.Cli.Running;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep list</c>: the sweeps in a home.</summary>
public static class List
{
    public static Command Create(TimeProvider time)
    {
        var home = new HomeOption();
        var format = OutputFormats.Option(OutputFormat.Json);
        var verb = new Verb("list", "List the sweeps in the home, with their state and progress", "sweep list", "sweep list --format json")
        {
            home, format,
        };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var rows = await ReadAsync(home.Resolve(parsed), time, cancellation);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(format) == OutputFormat.Json)
                JsonOutput.Write(output, rows);
            else
                WriteTable(output, rows);
            return ExitCode.Completed;
        });
        return verb;
    }

    private static async Task<List<Row>> ReadAsync(SweepHome home, TimeProvider time, CancellationToken cancellation)
    {
        var rows = new List<Row>();
        if (!File.Exists(home.Database))
            return rows;
        var isRunning = HomeLock.Holder(home) is not null;
        try
        {
            await using var store = SqliteSweepStore.Open(new SqliteStoreOptions(home.Database) { ReadOnly = true }, time);
            foreach (var sweep in await store.ReadSweepsAsync(cancellation))
            {
                var counts = await store.CountAsync(sweep.Name, cancellation);
                // A killed process could not note that it stopped.
                var state = sweep.State == SweepState.Running && !isRunning ? SweepState.Paused : sweep.State;
                rows.Add(new Row(
                    sweep.Name, state, sweep.Created, counts.Total.Trials, counts[StageState.Completed].Trials, counts.Failed.Trials,
                    counts.Total.Stages, counts[StageState.Completed].Stages, sweep.Reused));
            }
        }
        catch (SweepStoreException error)
        {
            throw new BadInputException(error.Message);
        }

        return rows;
    }

    private static void WriteTable(TextWriter output, List<Row> rows)
    {
        if (rows.Count == 0)
        {
            output.WriteLine("No sweeps yet: sweep run FILE makes one.");
            return;
        }

        var table = Terminal.Table("sweep", "state", "created", ">trials", ">done", ">failed", ">stages", ">done", ">reused");
        foreach (var row in rows)
        {
            long[] numbers = [row.Trials, row.TrialsCompleted, row.TrialsFailed, row.Stages, row.StagesCompleted, row.StagesReused];
            table.Row([
                row.Name, row.State.ToString().ToLowerInvariant(), row.Created.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC",
                .. numbers.Select(number => number.ToString("#,0", CultureInfo.InvariantCulture)),
            ]);
        }

        Terminal.On(output).Write(table);
    }

    private sealed record Row(
        string Name, SweepState State, DateTimeOffset Created, long Trials, long TrialsCompleted, long TrialsFailed,
        long Stages, long StagesCompleted, long StagesReused);
}
