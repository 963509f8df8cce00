using System.CommandLine;
using Sweep.Api.V1;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Remote;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep retry NAME [TRIAL]</c></summary>
public static class Retry
{
    public static Command Create(TimeProvider time)
    {
        var trial = new Argument<string?>("TRIAL")
        {
            Description =
                "One that failed, and nothing else: its number (trial in results --format json), or the id of a stage, as failures has it",
            Arity = ArgumentArity.ZeroOrOne,
        };
        return Steering.Create(
            new Verb(
                "retry",
                "Take up again what failed in a sweep, or one trial of it, or a sweep that was cancelled; what is completed stays",
                "sweep retry study",
                "sweep retry study 17                     # the trial of this number alone",
                "sweep retry study 3f9a0c                 # the stage whose id begins so",
                "sweep retry study --home ~/sweeps        # in a home; sweep run goes on with it"
            ),
            time,
            async (sweeps, name, parsed, options) =>
            {
                var answer = await sweeps.RetryAsync(new RetryRequest { Name = name, Trial = parsed.GetValue(trial) ?? "" }, options);
                return (answer.Sweep, answer.Message);
            },
            trial
        );
    }
}
