using System.Globalization;

namespace Sweep.Cli.Doctor.Machine;

/// <summary>Whether the clock can be right at all: it is not before this program was made.</summary>
internal sealed class ClockCheck(TimeProvider time, DateTimeOffset built) : ICheck
{
    /// <summary>Files may come from a machine whose clock runs a little ahead.</summary>
    private static readonly TimeSpan _slack = TimeSpan.FromDays(1);

    public string Group => Groups.Machine;

    public string Name => "clock";

    public Task<Finding> RunAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return Task.FromResult(
            Finding
                .Of(
                    string.Create(CultureInfo.InvariantCulture, $"{now:yyyy-MM-dd HH:mm:ss} UTC"),
                    now < built - _slack
                        ? Finding.Failed(
                            string.Create(CultureInfo.InvariantCulture, $"this program is of {built:yyyy-MM-dd}"),
                            "Set the clock (timedatectl set-ntp true): certificates and storages refuse a machine whose clock is far off."
                        )
                        : null
                )
                .With(("now", now))
        );
    }
}
