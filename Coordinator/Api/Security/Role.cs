namespace Sweep.Coordinator.Api.Security;

/// <summary>What somebody may do; each may also do what the ones before it may.</summary>
public enum Role
{
    /// <summary>Look, and change nothing.</summary>
    Viewer,

    /// <summary>Submit, steer and delete.</summary>
    Operator,
}
