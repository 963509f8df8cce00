using System.CommandLine;
using Sweep.Api.V1;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Remote;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep resume NAME</c></summary>
public static class Resume
{
    public static Command Create(TimeProvider time) =>
        Steering.Create(
            new Verb("resume", "Go on with a paused sweep", "sweep resume study", "sweep resume study --home ~/sweeps   # in a home"),
            time,
            async (sweeps, name, _, options) =>
            {
                var answer = await sweeps.ResumeAsync(new ResumeRequest { Name = name }, options);
                return (answer.Sweep, answer.Message);
            }
        );
}
