using Sweep.Contracts.Spec.Values;
using Sweep.Hosting.Configuration;

namespace Sweep.Coordinator.Api.Limits;

/// <summary>The settings of <see cref="ApiLimits"/>, as the block <c>limits</c>.</summary>
internal static class LimitSettings
{
    public static IReadOnlyList<ProgramSetting<ApiLimits>> All { get; } =
    [
        ProgramSettings.Make<ApiLimits, int>(
            "requests",
            new WholeNumber(0),
            "N",
            "Requests a second of one client, ten times as many at once; 0 for no limit",
            l => l.Requests,
            (l, v) => l with { Requests = v }
        ),
        ProgramSettings.Make<ApiLimits, int>(
            "streams",
            new WholeNumber(1),
            "N",
            "Streams of one client at once: pages and programs that watch",
            l => l.Streams,
            (l, v) => l with { Streams = v }
        ),
        ProgramSettings.Make<ApiLimits, int>(
            "logins",
            new WholeNumber(1),
            "N",
            "Attempts to log in on the page from one address, a minute",
            l => l.Logins,
            (l, v) => l with { Logins = v }
        ),
    ];
}
