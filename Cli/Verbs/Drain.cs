using System.CommandLine;
using Sweep.Api.V1;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Completion;
using Sweep.Cli.Connecting;
using Sweep.Cli.Output;
using Sweep.Client;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep drain WORKER</c>: workers end when they have finished what they have.</summary>
public static class Drain
{
    public static Command Create()
    {
        var worker = new Argument<string?>("WORKER")
        {
            Description = "A worker's id, as sweep workers lists it",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var host = new Option<string?>("--host") { Description = "Every worker on this machine", HelpName = "HOST" };
        var all = new Option<bool>("--all") { Description = "Every worker" };
        var connection = new ConnectionOptions();
        worker.CompletionSources.Workers(connection, found => found.Id);
        host.CompletionSources.Workers(connection, found => found.Host);
        var format = OutputFormats.Option(OutputFormat.Json);
        var verb = new Verb(
            "drain",
            "Let workers finish what they have, take nothing more, and end",
            "sweep drain node7-4711-3fa9",
            "sweep drain --host node7   # before its maintenance",
            "sweep drain --all"
        )
        {
            worker,
            host,
            all,
            format,
        };
        connection.AddTo(verb);
        verb.Validators.Add(result =>
        {
            var given =
                (result.GetValue(worker) is null ? 0 : 1) + (result.GetValue(host) is null ? 0 : 1) + (result.GetValue(all) ? 1 : 0);
            if (given != 1)
                result.AddError("drain: expected one of WORKER, --host HOST and --all.");
        });
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                var request = parsed switch
                {
                    _ when parsed.GetValue(worker) is { } id => new DrainWorkerRequest { WorkerId = id },
                    _ when parsed.GetValue(host) is { } machine => new DrainWorkerRequest { Host = machine },
                    _ => new DrainWorkerRequest { All = true },
                };
                using var cluster = new CoordinatorClient(connection.Resolve(parsed));
                var answer = await cluster.CallAsync(options => cluster.Workers.DrainWorkerAsync(request, options), cancellation);
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(format) == OutputFormat.Json)
                    JsonOutput.Write(output, new { workers = answer.WorkerIds });
                else
                    output.WriteLine(answer.Message);
                return ExitCode.Completed;
            }
        );
        return verb;
    }
}
