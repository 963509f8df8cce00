namespace Sweep.Contracts.Spec;

/// <summary>A problem because of which a spec is not accepted.</summary>
/// <param name="Line">Line of the spec, from 1; zero when the problem concerns no line, such as a missing file.</param>
/// <param name="Path">The keys from the root, such as <c>grid.sparsity[3]</c>; empty for the spec as a whole.</param>
/// <param name="Message">What is wrong, and what would be accepted.</param>
public sealed record SpecProblem(int Line, string Path, string Message)
{
    /// <summary>As compilers write them: <c>FILE:LINE: path: message</c>.</summary>
    public string Describe(string file)
    {
        var place = Line > 0 ? $"{file}:{Line}" : file;
        return Path.Length > 0 ? $"{place}: {Path}: {Message}" : $"{place}: {Message}";
    }

    public override string ToString() => Path.Length == 0 ? $"{Line}: {Message}" : $"{Line}: {Path}: {Message}";
}
