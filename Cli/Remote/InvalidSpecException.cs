using Sweep.Contracts.Spec;

namespace Sweep.Cli.Remote;

/// <summary>The coordinator refuses a spec.</summary>
internal sealed class InvalidSpecException(string message, IReadOnlyList<SpecProblem> problems) : BadInputException(message)
{
    /// <summary>In the order of their lines.</summary>
    public IReadOnlyList<SpecProblem> Problems => problems;
}
