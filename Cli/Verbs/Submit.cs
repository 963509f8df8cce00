using System.CommandLine;
using Sweep.Api.V1;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Connecting;
using Sweep.Cli.Listing;
using Sweep.Cli.Output;
using Sweep.Cli.Watching;
using Sweep.Client;
using Sweep.Client.Errors;
using Sweep.Coordinator.Planning;
using SweepState = Sweep.Contracts.States.SweepState;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep submit FILE</c>: a sweep for a cluster.</summary>
public static class Submit
{
    /// <summary>A grid of a million trials takes half a minute to store on one machine, and disks differ.</summary>
    private static readonly TimeSpan _timeout = TimeSpan.FromMinutes(15);

    public static Command Create(TimeProvider time)
    {
        var file = SpecFile.Argument();
        var set = SpecFile.SetOption();
        var name = Options.SweepName();
        var replace = Options.Replace();
        var extend = Options.Extend();
        var wait = new Option<bool>("--wait") { Description = "Follow the sweep to its end; the exit code is that of sweep run" };
        var connection = new ConnectionOptions();
        var format = OutputFormats.Option(OutputFormat.Json);
        var verb = new Verb(
            "submit",
            "Submit a sweep to a cluster; the same command again changes nothing",
            "sweep submit study.yaml",
            "sweep submit study.yaml --name study-2 --wait",
            "sweep submit study.yaml --set training.lr=0.1 --name study-lr",
            "sweep submit - --server http://10.0.0.7:5080 < study.yaml"
        )
        {
            file,
            set,
            name,
            replace,
            extend,
            wait,
            format,
        };
        connection.AddTo(verb);
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                var source = parsed.GetValue(file)!;
                var change = await SpecFile.ChangeAsync(source, parsed.GetValue(set), cancellation);
                if (change.Refused.Count > 0)
                    throw new BadInputException(SpecFile.Describe(source, change.Refused));
                var request = new SubmitRequest
                {
                    Spec = change.Text,
                    Name = parsed.GetValue(name) ?? "",
                    Replace = parsed.GetValue(replace),
                    Extend = parsed.GetValue(extend),
                };
                using var cluster = new CoordinatorClient(connection.Resolve(parsed));
                var answer = await SubmitAsync(cluster, source, change, request, cancellation);
                if (answer.Warning.Length > 0)
                    parsed.InvocationConfiguration.Error.WriteLine($"warning: {answer.Warning}");
                var output = parsed.InvocationConfiguration.Output;
                var isJson = parsed.GetValue(format) == OutputFormat.Json;
                return parsed.GetValue(wait)
                    ? await FollowAsync(cluster, answer, parsed.InvocationConfiguration, isJson, time, cancellation)
                    : Say(answer, output, isJson);
            }
        );
        return verb;
    }

    private static async Task<SubmitResponse> SubmitAsync(
        CoordinatorClient cluster,
        string file,
        SpecChange change,
        SubmitRequest request,
        CancellationToken cancellation
    )
    {
        try
        {
            return await cluster.CallAsync(async options => await cluster.Sweeps.SubmitAsync(request, options), _timeout, cancellation);
        }
        catch (InvalidSpecException refusal)
        {
            // An answer has room for some thousand characters; who wrote more mistakes gets the rest from this program.
            var problems = refusal.Omitted == 0 ? refusal.Problems : SpecReading.Read(request.Spec).Problems;
            throw new BadInputException(SpecFile.Describe(file, change.Place(problems.Count > 0 ? problems : refusal.Problems)));
        }
    }

    private static int Say(SubmitResponse answer, TextWriter output, bool isJson)
    {
        var row = SweepRow.Of(answer.Sweep);
        if (isJson)
        {
            JsonOutput.Write(
                output,
                new
                {
                    New = answer.Created,
                    Sweep = row,
                    Warning = answer.Warning.Length > 0 ? answer.Warning : null,
                }
            );
        }
        else
        {
            output.WriteLine(Describe(answer, row));
        }

        return ExitCode.Completed;
    }

    private static async Task<int> FollowAsync(
        CoordinatorClient cluster,
        SubmitResponse answer,
        InvocationConfiguration to,
        bool isJson,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var row = SweepRow.Of(answer.Sweep);
        var json = isJson ? new WatchJson(to.Output) : null;
        json?.OnSubmitted(row, answer.Created);
        if (json is null)
            to.Output.WriteLine(Describe(answer, row));
        try
        {
            var end = await new Watcher(cluster, json ?? WatchViews.ForPeople(to.Output, isMany: false, time), time).ToEndAsync(
                row.Name,
                isKnown: true,
                cancellation
            );
            return WatchViews.CodeOf(end);
        }
        catch (OperationCanceledException) when (json is null)
        {
            to.Output.WriteLine(
                $"Not followed any more; {row.Name} goes on. sweep watch {row.Name} --server {cluster.Name} follows it again."
            );
            throw;
        }
    }

    private static string Describe(SubmitResponse answer, SweepRow row)
    {
        var reused = row.StagesReused > 0 ? $" {SweepTable.Count(row.StagesReused)} of the stages were done already." : "";
        if (answer.Created)
            return answer.Message + reused;
        return answer.Message
            + row.State switch
            {
                SweepState.Paused => $" sweep resume {row.Name} goes on.",
                SweepState.Failed or SweepState.Cancelled => $" sweep retry {row.Name} takes it up again.",
                _ => "",
            };
    }
}
