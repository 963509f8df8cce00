using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store;

/// <summary>What many stages have in common. It never changes.</summary>
/// <param name="Number">From 1, in the order of their first use.</param>
/// <param name="Shared">A definition without id, parent, sparsity and seed.</param>
public sealed record SettingsFacts(int Number, StageDefinition Shared);
