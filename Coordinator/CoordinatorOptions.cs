using Sweep.Coordinator.Api;
using Sweep.Coordinator.Dispatch;
using Sweep.Hosting.Transport;

namespace Sweep.Coordinator;

/// <summary>What a coordinator is made of, but for its store.</summary>
public sealed record CoordinatorOptions
{
    public static CoordinatorOptions Default { get; } = new();

    /// <summary>Null for workers in this process, over memory.</summary>
    public BrokerOptions? Broker { get; init; } = BrokerOptions.Default;

    public ApiOptions Api { get; init; } = ApiOptions.Default;

    public DispatchOptions Dispatch { get; init; } = DispatchOptions.Default;
}
