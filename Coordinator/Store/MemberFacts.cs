namespace Sweep.Coordinator.Store;

/// <summary>That a sweep wants a stage. It never changes; see <see cref="NewStage"/> for its fields.</summary>
/// <param name="Sweep">The sweep's number. One that is not there any more was deleted: the membership counts for nothing.</param>
/// <param name="Trials">How many of the sweep's trials end in the stage.</param>
public readonly record struct MemberFacts(long Sweep, int Trials, int Uses, double Cost, double Chain);
