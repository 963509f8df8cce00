using System.Diagnostics;
using System.Diagnostics.Metrics;
using Sweep.Hosting.Telemetry;

namespace Sweep.Coordinator.Api.Auditing;

/// <summary>Counts calls that change something, as the audit log tells of them.</summary>
internal sealed class CallMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _changes = meters
        .Create(Meters.Coordinator)
        .CreateCounter<long>(
            "sweep.api.changes",
            "{call}",
            "Calls by users that change something, by what came of them: OK, or the reason of the refusal"
        );

    /// <param name="method">Of gRPC, in full.</param>
    public void Count(string method, string outcome) =>
        _changes.Add(1, new TagList { { "method", method[(method.LastIndexOf('.') + 1)..] }, { "outcome", outcome } });
}
