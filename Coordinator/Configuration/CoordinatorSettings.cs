using Sweep.Coordinator.Api;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Home;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Notifying;
using Sweep.Coordinator.Store;
using Sweep.Hosting.Logs;
using Sweep.Hosting.Telemetry;
using Sweep.Hosting.Transport;

namespace Sweep.Coordinator.Configuration;

/// <summary>Holds all settings of <c>sweep-coordinator</c>; see <see cref="CoordinatorCatalogue"/>.</summary>
public sealed record CoordinatorSettings
{
    public static CoordinatorSettings Default { get; } = new();

    /// <summary>The folder of the home; null for the default, see <see cref="Contracts.Files.HomeFolder"/>.</summary>
    public string? Home { get; init; }

    /// <summary>The file of the tokens; null for the home's.</summary>
    public string? Tokens { get; init; }

    public StoreOptions Store { get; init; } = StoreOptions.Default;

    /// <summary>Whether it waits until no other coordinator writes to the store, and then takes its place.</summary>
    public bool Standby { get; init; }

    /// <summary>How long the coordinator that writes to the store may write nothing before one that stands by takes its place.</summary>
    public TimeSpan StandbyAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The home, with the tokens where <see cref="Tokens"/> says.</summary>
    public SweepHome Place => SweepHome.Resolve(Home) with { TokensElsewhere = Tokens is null ? null : Path.GetFullPath(Tokens) };

    /// <summary>The keeper writes so often that it may be delayed for most of <see cref="StandbyAfter"/>.</summary>
    public KeeperOptions Keeper => KeeperOptions.Default with { Heartbeat = StandbyAfter / 6 };

    public ApiOptions Api { get; init; } = ApiOptions.Default;

    public DispatchOptions Dispatch { get; init; } = DispatchOptions.Default;

    public NotifyOptions Notify { get; init; } = NotifyOptions.Default;

    /// <summary>The broker; null when the workers are in this process and messages stay in memory.</summary>
    public BrokerOptions? Broker { get; init; } = BrokerOptions.Default;

    public TelemetryOptions Telemetry { get; init; } = TelemetryOptions.Usual(TelemetryOptions.CoordinatorPort);

    public LogOptions Log { get; init; } = LogOptions.Default;
}
