using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Cli.Running;

/// <summary>How <c>sweep run</c> left its sweep.</summary>
/// <param name="State">Running and paused mean that it was interrupted.</param>
public sealed record RunOutcome(SweepState State, RunStatus Status);
