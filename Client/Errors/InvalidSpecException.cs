using Sweep.Contracts.Spec;

namespace Sweep.Client.Errors;

/// <summary>The coordinator refuses a spec.</summary>
public sealed class InvalidSpecException(string message, IReadOnlyList<SpecProblem> problems, int omitted) : BadInputException(message)
{
    /// <summary>In the order of their lines.</summary>
    public IReadOnlyList<SpecProblem> Problems => problems;

    /// <summary>How many more there are.</summary>
    public int Omitted => omitted;
}
