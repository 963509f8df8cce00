namespace Sweep.Coordinator.Store;

/// <summary>A sweep's use of a stage. It never changes; see <see cref="NewStage"/> for the other fields.</summary>
/// <param name="Sweep">The sweep's number. A membership of a deleted sweep is ignored.</param>
/// <param name="Trials">How many of the sweep's trials end in the stage.</param>
public readonly record struct MemberFacts(long Sweep, int Trials, int Uses, double Cost, double Chain);
