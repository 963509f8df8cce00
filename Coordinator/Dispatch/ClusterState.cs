using Sweep.Coordinator.Ledger;

namespace Sweep.Coordinator.Dispatch;

/// <summary>What is known only where stages are dispatched. Safe for concurrent use.</summary>
public interface IClusterState
{
    /// <summary>What is wrong with the store; null while it works.</summary>
    string? StoreFault { get; }

    /// <summary>Every worker, by id.</summary>
    IReadOnlyList<WorkerView> ReadWorkers(SweepLedger ledger);

    /// <summary>The names of the data sets and weights of each worker that does not drain; null for a worker that has not said.</summary>
    IReadOnlyList<IReadOnlyList<string>?> ReadData();

    /// <summary>Why a running sweep does not get on, for people; null while it does.</summary>
    string? FindStall(string sweep);
}

/// <summary>The cluster of this process's dispatcher.</summary>
internal sealed class ClusterState(WorkerRoster roster, StoreFaults faults, Stalls stalls) : IClusterState
{
    public string? StoreFault => faults.Fault;

    public IReadOnlyList<WorkerView> ReadWorkers(SweepLedger ledger) => roster.Read(ledger);

    public IReadOnlyList<IReadOnlyList<string>?> ReadData() => roster.ReadData();

    public string? FindStall(string sweep) => stalls.Of(sweep);
}

/// <summary>A process that dispatches nothing: it knows of no worker.</summary>
internal sealed class NoClusterState : IClusterState
{
    public string? StoreFault => null;

    public IReadOnlyList<WorkerView> ReadWorkers(SweepLedger ledger) => [];

    public IReadOnlyList<IReadOnlyList<string>?> ReadData() => [];

    public string? FindStall(string sweep) => null;
}
