using System.CommandLine;
using Sweep.Api.V1;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Remote;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep pause NAME</c></summary>
public static class Pause
{
    public static Command Create(TimeProvider time) =>
        Steering.Create(
            new Verb(
                "pause",
                "Hand out nothing more of a sweep; workers save what they are at and give it back",
                "sweep pause study",
                "sweep pause study --home ~/sweeps   # in a home",
                "sweep resume study   # goes on"
            ),
            time,
            async (sweeps, name, _, options) =>
            {
                var answer = await sweeps.PauseAsync(new PauseRequest { Name = name }, options);
                return (answer.Sweep, answer.Message);
            }
        );
}
