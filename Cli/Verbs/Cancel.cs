using System.CommandLine;
using Sweep.Api.V1;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Remote;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep cancel NAME</c></summary>
public static class Cancel
{
    public static Command Create(TimeProvider time) =>
        Steering.Create(
            new Verb(
                "cancel",
                "End a sweep; what is finished stays, and a sweep that shares it does not run it again",
                "sweep cancel study",
                "sweep cancel study --home ~/sweeps   # in a home"
            ),
            time,
            async (sweeps, name, _, options) =>
            {
                var answer = await sweeps.CancelAsync(new CancelRequest { Name = name }, options);
                return (answer.Sweep, answer.Message);
            }
        );
}
