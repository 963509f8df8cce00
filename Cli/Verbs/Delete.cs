using System.CommandLine;
using Sweep.Api.V1;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Completion;
using Sweep.Cli.Connecting;
using Sweep.Cli.Output;
using Sweep.Cli.Remote;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep delete NAME</c></summary>
public static class Delete
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The sweep" };
        var connection = new ConnectionOptions();
        name.SweepNames(connection);
        var format = OutputFormats.Option(OutputFormat.Json);
        var verb = new Verb("delete", "Forget a sweep that has ended, and its trials; finished stages stay for others", "sweep delete study") { name, format };
        connection.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var cluster = new Server(connection.Resolve(parsed));
            var sweep = parsed.GetValue(name)!;
            var answer = await cluster.CallAsync(options => cluster.Sweeps.DeleteAsync(new DeleteRequest { Name = sweep }, options), cancellation);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(format) == OutputFormat.Json)
                JsonOutput.Write(output, new { name = sweep, deleted = true });
            else
                output.WriteLine(answer.Message);
            return ExitCode.Completed;
        });
        return verb;
    }
}
