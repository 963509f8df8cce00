using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store;

/// <summary>The settings that many stages share. They never change.</summary>
/// <param name="Number">Counted from 1, in the order of first use.</param>
/// <param name="Shared">A definition without id, parent, sparsity and seed.</param>
public sealed record SettingsFacts(int Number, StageDefinition Shared);
