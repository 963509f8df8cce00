using System.CommandLine;
using Spectre.Console;
using Sweep.Api.V1;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Connecting;
using Sweep.Cli.Listing;
using Sweep.Cli.Output;
using Sweep.Client;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep workers</c>: the workers of a cluster, and what each is doing.</summary>
public static class Workers
{
    public static Command Create()
    {
        var connection = new ConnectionOptions();
        var format = OutputFormats.Option(OutputFormat.Json);
        var verb = new Verb(
            "workers",
            "List the workers of a cluster",
            "sweep workers",
            "sweep workers --format json | jq '.[] | select(.draining)'"
        )
        {
            format,
        };
        connection.AddTo(verb);
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                using var cluster = new CoordinatorClient(connection.Resolve(parsed));
                var workers = (
                    await cluster.CallAsync(options => cluster.Workers.ListWorkersAsync(new ListWorkersRequest(), options), cancellation)
                ).Workers;
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(format) == OutputFormat.Json)
                    WriteJson(output, workers);
                else if (workers.Count == 0)
                    output.WriteLine("No workers: sweep-worker --help says how to start one.");
                else
                    WriteTable(output, workers);
                return ExitCode.Completed;
            }
        );
        return verb;
    }

    private static void WriteTable(TextWriter output, IReadOnlyList<WorkerInfo> workers)
    {
        var table = new TextTable("worker", "host", "device", ">busy", ">slots", "state", ">heard", "version");
        foreach (var worker in workers)
        {
            table.Row(
                worker.Id,
                worker.Host,
                worker.Device,
                Number(worker.Held.Count),
                Number(worker.Slots),
                State(worker),
                $"{StageText.Describe(worker.Silent.ToTimeSpan())} ago",
                Version(worker)
            );
        }

        var terminal = Terminal.On(output);
        terminal.Write(table);

        // Machines are often alike, and so is what is wrong with them.
        var found = workers
            .SelectMany(worker => worker.Findings.Select(finding => (finding, worker.Host)))
            .GroupBy(one => one.finding, one => one.Host)
            .ToList();
        if (found.Count > 0)
            terminal.MarkupLine("\n[bold]found on their machines[/] (sweep doctor --machine there says what to do)");
        foreach (var finding in found)
            terminal.MarkupLine($"  {Markup.Escape(string.Join(", ", finding.Distinct()))}: {Markup.Escape(finding.Key)}");
    }

    private static void WriteJson(TextWriter output, IEnumerable<WorkerInfo> workers) =>
        JsonOutput.Write(
            output,
            workers.Select(worker => new
            {
                worker.Id,
                worker.Host,
                worker.Device,
                worker.Slots,
                Held = worker.Held.Select(held => new { held.StageId, held.Attempt }),
                worker.Accepting,
                worker.Draining,
                worker.Lost,
                worker.HearsOrders,
                Reason = worker.Reason.Length > 0 ? worker.Reason : null,
                MemoryFree = worker.HasMemoryFree ? worker.MemoryFree : (long?)null,
                SilentSeconds = worker.Silent.ToTimeSpan().TotalSeconds,
                worker.Version,
                worker.Data,
                worker.Findings,
            })
        );

    private static string State(WorkerInfo worker)
    {
        var reason = worker.Reason.Length > 0 ? $": {worker.Reason}" : "";
        return worker switch
        {
            { Lost: true } => $"lost: not heard of for {StageText.Describe(worker.Silent.ToTimeSpan())}; its stages go to others soon",
            { Draining: true } => $"draining{reason}",
            { Accepting: false } => $"takes nothing{reason}",
            { HearsOrders: false } => "takes nothing: orders do not reach it",
            _ when worker.Held.Count > 0 => "working",
            _ => "idle",
        };
    }

    /// <summary>With as much of the commit as people compare.</summary>
    private static string Version(WorkerInfo worker) =>
        worker.Version.IndexOf('+') is >= 0 and var plus ? worker.Version[..Math.Min(worker.Version.Length, plus + 8)] : worker.Version;

    private static string Number(int number) => SweepTable.Count(number);
}
