using System.CommandLine;
using Sweep.Api.V1;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Remote;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep retry NAME</c></summary>
public static class Retry
{
    public static Command Create(TimeProvider time) => Steering.Create(
        new Verb("retry", "Take up again what failed in a sweep, or a sweep that was cancelled", "sweep retry study", "sweep retry study --home ~/sweeps   # in a home"),
        time,
        async (sweeps, name, _, options) =>
        {
            var answer = await sweeps.RetryAsync(new RetryRequest { Name = name }, options);
            return (answer.Sweep, answer.Message);
        });
}
