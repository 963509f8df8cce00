namespace Sweep.Worker.Messaging;

/// <summary>How this process works.</summary>
public sealed record WorkerOptions
{
    public static WorkerOptions Default { get; } = new();

    /// <summary>Stages that run at once, each on an engine of its own.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>What tells this process from all others, now and before; a slot's worker id is this and its number.</summary>
    public string Name { get; init; } = $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>Between two reports of a running stage; several fit into the coordinator's lease.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);
}
