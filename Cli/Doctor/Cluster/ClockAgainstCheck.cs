using System.Globalization;

namespace Sweep.Cli.Doctor.Cluster;

/// <summary>How far this machine's clock is from the coordinator's.</summary>
internal sealed class ClockAgainstCheck(ExaminedCoordinator coordinator) : ICheck
{
    /// <summary>The coordinator tells whole seconds.</summary>
    private static readonly TimeSpan _odd = TimeSpan.FromSeconds(5);

    /// <summary>Leases do not depend on it, but S3 refuses requests that are a quarter of an hour off, and certificates begin and end.</summary>
    private static readonly TimeSpan _wrong = TimeSpan.FromMinutes(5);

    public string Group => Groups.Cluster;

    public string Name => "clock";

    public string Needs => CoordinatorCheck.Title;

    public Task<Finding> RunAsync(CancellationToken cancellation)
    {
        if (coordinator.Ahead is not { } ahead)
            return Task.FromResult(Finding.Skipped("the coordinator does not tell its time"));
        var (off, remedy) = (
            ahead.Duration(),
            "Set the clocks of both machines by the same servers (timedatectl set-ntp true, chronyc tracking)."
        );
        var found =
            off < _odd
                ? "the same as the coordinator's"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{off.TotalSeconds:N0} s {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} the coordinator's"
                );
        return Task.FromResult(
            (
                off < _odd ? Finding.Ok(found)
                : off < _wrong ? Finding.Warning(found, remedy)
                : Finding.Failed(found, remedy)
            ).With(("ahead_seconds", Math.Round(ahead.TotalSeconds, 1)))
        );
    }
}
