using System.CommandLine;
using Sweep.Api.V1;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Remote;
using Sweep.Cli.Listing;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep retry NAME</c></summary>
public static class Retry
{
    public static Command Create() => Steering.Create(
        new Verb("retry", "Take up again what failed in a sweep, or a sweep that was cancelled", "sweep retry study"),
        async (sweeps, name, _, options) =>
        {
            var answer = await sweeps.RetryAsync(new RetryRequest { Name = name }, options);
            var parked = answer.Stages == 1 ? "1 failed stage is" : $"{SweepTable.Count(answer.Stages)} failed stages are";
            return new Steered(answer.Sweep, $"{answer.Sweep.Name} is {SweepTable.State(SweepRow.Of(answer.Sweep))}; {parked} taken up again.");
        });
}
