namespace Sweep.Coordinator.Ledger;

/// <summary>Why something that a user asked for was not done.</summary>
public enum ControlFault
{
    /// <summary>There is no sweep or worker of this name.</summary>
    NotFound,

    /// <summary>The sweep's state, or its limit, does not allow it.</summary>
    WrongState,

    /// <summary>What was asked makes no sense whatever the state.</summary>
    Invalid,

    /// <summary>The name is taken by a different spec.</summary>
    Exists,
}

/// <summary>What a user asked for was not done. The message is one line that says what would have worked.</summary>
public sealed class SweepControlException(ControlFault fault, string message) : Exception(message)
{
    public ControlFault Fault { get; } = fault;

    /// <summary>Of a spec: each with its line and path; empty otherwise.</summary>
    public IReadOnlyList<Contracts.Spec.SpecProblem> Problems { get; init; } = [];
}
