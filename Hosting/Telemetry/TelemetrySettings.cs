using System.Net;
using Sweep.Contracts.Spec.Values;
using Sweep.Hosting.Configuration;
using static Sweep.Hosting.Configuration.ProgramSettings;

namespace Sweep.Hosting.Telemetry;

/// <summary>The settings of <see cref="TelemetryOptions"/>, which every server program has alike.</summary>
public static class TelemetrySettings
{
    /// <param name="port">The program's default port, which is the example in error messages.</param>
    public static IEnumerable<ProgramSetting<TSettings>> All<TSettings>(
        int port,
        Func<TSettings, TelemetryOptions> get,
        Func<TSettings, TelemetryOptions, TSettings> set
    ) =>
        [
            Make<TSettings, IPEndPoint?>(
                "metrics",
                new AddressOrOff(port),
                "ADDRESS:PORT",
                "Where it serves metrics (/metrics) and health (/livez, /readyz), without TLS or a token; port 0 takes a free one; or off",
                s => get(s).Metrics,
                (s, v) => set(s, get(s) with { Metrics = v, IsUsual = false })
            ),
            Make<TSettings, Uri?>(
                "otlp",
                new HttpAddress(),
                "URL",
                "Where it sends traces, by OTLP over gRPC, such as http://localhost:4317; without it there are none",
                s => get(s).Otlp,
                (s, v) => set(s, get(s) with { Otlp = v })
            ),
            Make<TSettings, double>(
                "trace-ratio",
                new Number(0, 1),
                "SHARE",
                "Share of the stages that are traced; the same for all programs of a cluster",
                s => get(s).TraceRatio,
                (s, v) => set(s, get(s) with { TraceRatio = v })
            ),
        ];
}
