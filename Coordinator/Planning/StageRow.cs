using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Planning;

/// <summary>A stage as the <see cref="StageTree"/> keeps it; the template is shared by all stages that differ only in the rest.</summary>
/// <param name="Parent">Position of the parent, −1 for a root.</param>
internal readonly record struct StageRow(StageId Id, StageTemplate Template, int Parent, double Sparsity, int Seed);
