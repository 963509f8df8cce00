namespace Sweep.Coordinator.Study;

/// <summary>Trials that agree in the fields they were grouped by.</summary>
/// <param name="Key">One value a grouping field; null where the trials have none.</param>
/// <param name="Trials">All of them, completed or not.</param>
/// <param name="Metrics">One summary a metric, over the completed ones.</param>
public sealed record TrialGroup(IReadOnlyList<object?> Key, int Trials, int Completed, int Failed, IReadOnlyList<Summary> Metrics);
