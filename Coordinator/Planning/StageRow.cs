using Sweep.Contracts.Spec.Identity;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Planning;

/// <summary>A stage as the <see cref="StageTree"/> stores it. Stages that differ only in the other fields share one template.</summary>
/// <param name="Parent">The parent's position; −1 for a root.</param>
internal readonly record struct StageRow(StageId Id, StageTemplate Template, int Parent, double Sparsity, int Seed);
