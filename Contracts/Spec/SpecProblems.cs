namespace Sweep.Contracts.Spec;

/// <summary>Collects the problems of a spec, so that all are reported at once.</summary>
public sealed class SpecProblems
{
    /// <summary>The most problems that are kept. More would not help, and a hostile file could cause a million.</summary>
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

    /// <summary>The problems in the order of their lines. If some were left out, a last entry gives their number.</summary>
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
