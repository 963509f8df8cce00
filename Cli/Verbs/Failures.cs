using System.CommandLine;
using System.Globalization;
using Sweep.Api.V1;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Completion;
using Sweep.Cli.Listing;
using Sweep.Cli.Output;
using Sweep.Cli.Stages;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep failures NAME</c>: the stages of a sweep that failed for good, and why.</summary>
public static class Failures
{
    public static Command Create(TimeProvider time)
    {
        var name = new Argument<string?>("NAME")
        {
            Description = "The sweep; may be left out when there is only one",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var sources = new SweepSources(time);
        name.SweepNames(sources);
        var format = OutputFormats.Option(OutputFormat.Json);
        var verb = new Verb(
            "failures",
            "List the stages of a sweep that failed, with the reason; sweep stage ID says more of one, sweep retry NAME takes them up again",
            "sweep failures study",
            "sweep failures study --format json | jq -r '.[].error' | sort | uniq -c   # reasons, counted"
        )
        {
            name,
            format,
        };
        sources.AddTo(verb);
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                await using var source = sources.Open(parsed);
                var (server, sweep) = await source.AskAsync(parsed.GetValue(name), cancellation);
                var failed = await FailedStages.ReadAsync(server, sweep, cancellation);
                var output = parsed.InvocationConfiguration.Output;
                var isJson = parsed.GetValue(format) == OutputFormat.Json;
                if (!isJson && (await source.ShowAsync(sweep, cancellation)).Row.Stalled is { } reason)
                    output.WriteLine($"{sweep} is stalled: {reason}");
                if (isJson)
                    JsonOutput.Write(output, failed.Select(StageJson.Of));
                else if (failed.Count == 0)
                    output.WriteLine($"No stage of {sweep} has failed.");
                else
                    Write(output, sweep, failed);
                return ExitCode.Completed;
            }
        );
        return verb;
    }

    private static void Write(TextWriter output, string sweep, IReadOnlyList<StageNode> failed)
    {
        var table = new TextTable("stage", "what", ">attempts", "why");
        foreach (var node in failed)
        {
            table.Row(
                StageWords.Short(node.Stage.StageId),
                node.Stage.Name,
                node.Attempts.ToString(CultureInfo.InvariantCulture),
                node.Error.Length > 0 ? node.Error.ReplaceLineEndings(" ") : "no reason was recorded"
            );
        }

        Terminal.On(output).Write(table);
        output.WriteLine(
            $"sweep stage {StageWords.Short(failed[0].Stage.StageId)} says more of the first, sweep retry {sweep} takes them up again."
        );
    }
}
