namespace Sweep.Contracts.Spec;

/// <summary>Collects what is wrong with a spec, so that all of it is said at once.</summary>
public sealed class SpecProblems
{
    /// <summary>More than this helps nobody, and a hostile file could hold a million.</summary>
    public const int Limit = 200;

    private readonly List<SpecProblem> _problems = [];

    public int Count { get; private set; }

    public void Add(SpecNode node, string path, string message) => Add(node.Line, path, message);

    public void Add(int line, string path, string message)
    {
        Count++;
        if (_problems.Count < Limit)
        {
            _problems.Add(new SpecProblem(line, path, message));
        }
    }

    /// <summary>In the order of their lines; the last one says how many were left out, if any.</summary>
    public IReadOnlyList<SpecProblem> InOrder()
    {
        var ordered = _problems.OrderBy(problem => problem.Line).ToList();
        if (Count > Limit)
        {
            ordered.Add(new SpecProblem(ordered[^1].Line, "", $"… and {Count - Limit} more problems"));
        }

        return ordered;
    }
}
