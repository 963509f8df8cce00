namespace Sweep.Contracts.Spec;

/// <summary>Something in a spec that cannot be accepted.</summary>
/// <param name="Line">From 1; zero when it concerns no line, such as a file that is not there.</param>
/// <param name="Path">Keys from the root, such as <c>grid.sparsity[3]</c>; empty for the spec as a whole.</param>
/// <param name="Message">What is wrong, and what would have been accepted.</param>
public sealed record SpecProblem(int Line, string Path, string Message)
{
    public override string ToString() => Path.Length == 0 ? $"{Line}: {Message}" : $"{Line}: {Path}: {Message}";
}
