using Sweep.Coordinator.Api;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Store;
using Sweep.Hosting.Logs;
using Sweep.Hosting.Transport;

namespace Sweep.Coordinator.Configuration;

/// <summary>All that <c>sweep-coordinator</c> can be told; see <see cref="CoordinatorCatalogue"/>.</summary>
public sealed record CoordinatorSettings
{
    public static CoordinatorSettings Default { get; } = new();

    /// <summary>Null for the usual one: see <see cref="Hosting.HomeFolder"/>.</summary>
    public string? Home { get; init; }

    public StoreOptions Store { get; init; } = StoreOptions.Default;

    public ApiOptions Api { get; init; } = ApiOptions.Default;

    public DispatchOptions Dispatch { get; init; } = DispatchOptions.Default;

    /// <summary>Null for workers in this process, over memory.</summary>
    public BrokerOptions? Broker { get; init; } = BrokerOptions.Default;

    public LogOptions Log { get; init; } = LogOptions.Default;
}
