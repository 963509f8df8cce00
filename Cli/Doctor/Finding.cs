namespace Sweep.Cli.Doctor;

/// <summary>How a thing is.</summary>
internal enum FindingState
{
    /// <summary>It was not examined, and <see cref="Finding.Found"/> says why; that is no fault.</summary>
    Skipped,

    Ok,

    /// <summary>It works, and could work better, or may not for long.</summary>
    Warning,

    /// <summary>Something does not work.</summary>
    Failed,
}

/// <summary>What a check found.</summary>
/// <param name="Found">For people, in one line.</param>
/// <param name="Remedy">What to do; null when nothing is to be done.</param>
internal sealed record Finding(FindingState State, string Found, string? Remedy = null)
{
    /// <summary>The same for programs, by names in snake_case.</summary>
    public IReadOnlyDictionary<string, object?> Facts { get; init; } = new Dictionary<string, object?>();

    public static Finding Ok(string found) => new(FindingState.Ok, found);

    public static Finding Skipped(string why) => new(FindingState.Skipped, why);

    public static Finding Warning(string found, string remedy) => new(FindingState.Warning, found, remedy);

    public static Finding Failed(string found, string remedy) => new(FindingState.Failed, found, remedy);

    /// <summary>What was found, and what is wrong with it: as bad as the worst of that.</summary>
    public static Finding Of(string found, params IReadOnlyCollection<Finding?> troubles)
    {
        var real = troubles.OfType<Finding>().ToList();
        return real.Count == 0
            ? Ok(found)
            : new Finding(
                real.Max(trouble => trouble.State),
                $"{found}; {string.Join("; ", real.Select(trouble => trouble.Found))}",
                string.Join(" ", real.Select(trouble => trouble.Remedy))
            );
    }

    public Finding With(params (string Name, object? Value)[] facts) =>
        this with
        {
            Facts = new Dictionary<string, object?>(
                Facts.Concat(facts.Where(fact => fact.Value is not null).Select(fact => KeyValuePair.Create(fact.Name, fact.Value)))
            ),
        };
}
