using System.CommandLine;
using Sweep.Api.V1;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Listing;
using Sweep.Cli.Output;
using Sweep.Cli.Stages;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep stage ID</c>: one stage, how it went and why it failed.</summary>
public static class Stage
{
    public static Command Create(TimeProvider time)
    {
        var id = new Argument<string>("ID")
        {
            Description = "The stage's id, or the first digits of it; sweep failures, watch and results show ids",
        };
        var sources = new SweepSources(time);
        var format = OutputFormats.Option(OutputFormat.Json);
        var verb = new Verb(
            "stage",
            "Show a stage: what it stands on, its settings, its learning curve, and its attempts with errors and the ends of their logs",
            "sweep stage 3fa9c1d2",
            "sweep stage 3fa9c1d2 --format json | jq -r '.attempts[-1].log_tail'"
        )
        {
            id,
            format,
        };
        sources.AddTo(verb);
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                await using var source = sources.Open(parsed);
                var server = await source.AskAsync(cancellation);
                var request = new GetStageRequest { StageId = parsed.GetValue(id)! };
                var stage = await server.CallAsync(options => server.Results.GetStageAsync(request, options), cancellation);
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(format) == OutputFormat.Json)
                    JsonOutput.Write(output, StageJson.Of(stage));
                else
                    StagePrinter.Write(output, stage);
                return ExitCode.Completed;
            }
        );
        return verb;
    }
}
