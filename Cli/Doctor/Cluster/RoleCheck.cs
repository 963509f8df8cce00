namespace Sweep.Cli.Doctor.Cluster;

/// <summary>What the token is good for.</summary>
internal sealed class RoleCheck(ExaminedCoordinator coordinator) : ICheck
{
    public string Group => Groups.Cluster;

    public string Name => "token";

    public string Needs => CoordinatorCheck.Title;

    public async Task<Finding> RunAsync(CancellationToken cancellation)
    {
        var (role, token, address) = (
            await coordinator.RoleAsync(cancellation).ConfigureAwait(false),
            coordinator.Connection.Token,
            coordinator.Connection.Address
        );
        var found = role == "operator" ? "may look, submit and steer" : "may look; submitting and steering take an operator's";
        return Finding
            .Of(
                token is null ? $"none is asked for: who reaches it {found}" : $"{token.Origin}: {role}, {found}",
                token is null && !address.IsLoopback
                    ? Finding.Warning(
                        "other machines reach it, too",
                        "Make a token: sweep-coordinator token add NAME --role operator; from then on one is asked for (docs/security.md)."
                    )
                    : null
            )
            .With(("role", role), ("token", token is not null));
    }
}
