namespace Sweep.Contracts.Messages;

/// <summary>Where messages wait.</summary>
public static class QueueNames
{
    /// <summary>The window of ready stages: <see cref="RunStage"/>, taken by whichever worker is free.</summary>
    public const string Stages = "sweep-stages";

    /// <summary>All that workers report of their stages, to the coordinator.</summary>
    public const string Reports = "sweep-reports";
}
