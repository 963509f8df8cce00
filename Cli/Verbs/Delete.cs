using System.CommandLine;
using Sweep.Api.V1;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Output;
using Sweep.Cli.Remote;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep delete NAME</c></summary>
public static class Delete
{
    public static Command Create(TimeProvider time)
    {
        var name = new Argument<string>("NAME") { Description = "The sweep" };
        var steered = new Steered(time);
        var format = OutputFormats.Option(OutputFormat.Json);
        var verb = new Verb(
            "delete",
            "Forget a sweep that has ended, and its trials; finished stages stay for others",
            "sweep delete study",
            "sweep delete study --home ~/sweeps   # in a home; sweep store gc frees its checkpoints"
        )
        {
            name,
            format,
        };
        steered.AddTo(verb, name);
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                var sweep = parsed.GetValue(name)!;
                var answer = await steered.WithAsync(
                    parsed,
                    server =>
                        server.CallAsync(options => server.Sweeps.DeleteAsync(new DeleteRequest { Name = sweep }, options), cancellation),
                    cancellation
                );
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(format) == OutputFormat.Json)
                    JsonOutput.Write(output, new { name = sweep, deleted = true });
                else
                    output.WriteLine(answer.Message);
                return ExitCode.Completed;
            }
        );
        return verb;
    }
}
