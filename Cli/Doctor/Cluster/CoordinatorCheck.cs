using System.Globalization;
using Sweep.Client.Errors;

namespace Sweep.Cli.Doctor.Cluster;

/// <summary>Whether the coordinator answers, and lets this user in.</summary>
internal sealed class CoordinatorCheck(ExaminedCoordinator coordinator) : ICheck
{
    public const string Title = "coordinator";

    public string Group => Groups.Cluster;

    public string Name => Title;

    public async Task<Finding> RunAsync(CancellationToken cancellation)
    {
        try
        {
            var took = await coordinator.AskAsync(cancellation).ConfigureAwait(false);
            return Finding
                .Ok(
                    string.Create(CultureInfo.InvariantCulture, $"{coordinator.Connection.Name} answers in {took.TotalMilliseconds:0.0} ms")
                )
                .With(("server", coordinator.Connection.Name), ("milliseconds", Math.Round(took.TotalMilliseconds, 2)));
        }
        catch (Exception error) when (error is BadInputException or ServerException)
        {
            return Advice.Failed(error.Message, "See the coordinator's log.").With(("server", coordinator.Connection.Name));
        }
    }
}
