using Sweep.Cli.Results;
using Sweep.Contracts.Results;
using Sweep.Coordinator.Study;

namespace Sweep.Tests.Cli.Results;

/// <summary>What a question about <see cref="StudyGrid"/>, or other trials, finds.</summary>
internal static class Found
{
    public static GroupsFound Groups(ResultsQuery query, IReadOnlyList<TrialResult>? trials = null)
    {
        var answer = query.Ask("study", trials ?? StudyGrid.Trials);
        return new GroupsFound
        {
            Sweep = answer.Sweep,
            Keys = answer.Keys,
            Metrics = answer.Metrics,
            Groups = answer.Groups,
            Trials = answer.Trials.Count,
        };
    }

    /// <summary>In pages of five.</summary>
    public static async IAsyncEnumerable<TrialsPage> Trials(ResultsQuery query, IReadOnlyList<TrialResult>? trials = null)
    {
        var answer = query.Ask("study", trials ?? StudyGrid.Trials);
        foreach (var page in answer.Trials.Chunk(5))
        {
            await Task.Yield();
            yield return new TrialsPage(
                answer.Fields.All,
                [.. page.Select(trial => answer.Fields.All.Select(field => field.Read(trial)).ToArray())]
            );
        }
    }

    public static FigureFound Figure(IReadOnlyCollection<TrialResult> trials, double tolerance) =>
        new("study", tolerance, StudyFigure.Of(trials, tolerance));
}
