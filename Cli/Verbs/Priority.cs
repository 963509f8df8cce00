using System.CommandLine;
using Sweep.Api.V1;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Remote;
using Sweep.Contracts.Spec;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep priority NAME N</c></summary>
public static class Priority
{
    public static Command Create(TimeProvider time)
    {
        var number = new Argument<int>("N")
        {
            Description = $"0 to {SweepSpec.MaxPriority}; a higher one goes first",
            CustomParser = result =>
            {
                if (int.TryParse(result.Tokens[0].Value, out var priority) && priority is >= 0 and <= SweepSpec.MaxPriority)
                    return priority;
                result.AddError($"N: expected a whole number from 0 to {SweepSpec.MaxPriority}, found '{result.Tokens[0].Value}'");
                return 0;
            },
        };
        return Steering.Create(
            new Verb("priority", "Let a sweep go before or after others", "sweep priority study 9   # before all others"),
            time,
            async (sweeps, name, parsed, options) =>
            {
                var request = new SetPriorityRequest { Name = name, Priority = parsed.GetValue(number) };
                var answer = await sweeps.SetPriorityAsync(request, options);
                return (answer.Sweep, answer.Message);
            },
            number
        );
    }
}
