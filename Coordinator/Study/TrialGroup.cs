namespace Sweep.Coordinator.Study;

/// <summary>Trials that agree in the grouping fields.</summary>
/// <param name="Key">One value per grouping field; null where the trials have none.</param>
/// <param name="Trials">The number of all trials, completed or not.</param>
/// <param name="Metrics">One summary per metric, over the completed trials.</param>
public sealed record TrialGroup(IReadOnlyList<object?> Key, int Trials, int Completed, int Failed, IReadOnlyList<Summary> Metrics);
