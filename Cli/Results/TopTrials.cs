using Sweep.Cli.Output;
using Sweep.Coordinator.Study;

namespace Sweep.Cli.Results;

/// <summary>Single trials as a table for people, the first of some order.</summary>
internal sealed class TopTrials(IReadOnlyList<ResultField> fields, IReadOnlyList<IReadOnlyList<object?>> trials)
{
    /// <summary>Beside what identifies a trial: enough to compare trials by.</summary>
    private static readonly string[] _measured = ["top1", "loss", "compression"];

    /// <param name="areChosen">Whether a user has asked for these fields.</param>
    /// <param name="orderBy">A field, and how.</param>
    public static async Task<TopTrials> ReadAsync(
        IAsyncEnumerable<TrialsPage> pages,
        bool areChosen,
        string orderBy,
        CancellationToken cancellation
    )
    {
        var (fields, rows) = ((IReadOnlyList<ResultField>)[], new List<IReadOnlyList<object?>>());
        await foreach (var page in pages.WithCancellation(cancellation))
        {
            fields = page.Fields;
            rows.AddRange(page.Trials);
        }

        if (areChosen)
            return new TopTrials(fields, rows);
        var ordered = orderBy.Split(' ', 2)[0];
        var point = fields.Select(field => field.Name).SkipWhile(name => name != "dataset").TakeWhile(name => name != "state");
        string[] shown = [.. point.Concat(_measured.Prepend(ordered)).Append("stage_id").Distinct(StringComparer.OrdinalIgnoreCase)];
        int[] places =
        [
            .. shown
                .Select(name => fields.ToList().FindIndex(field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase)))
                .Where(place => place >= 0),
        ];
        return new TopTrials(
            [.. places.Select(place => fields[place])],
            [.. rows.Select(row => (IReadOnlyList<object?>)[.. places.Select(place => row[place])])]
        );
    }

    public void Print(TextWriter output)
    {
        if (trials.Count == 0)
        {
            output.WriteLine("No trial matches.");
            return;
        }

        var table = new TextTable(fields.Select(field => (field.IsNumeric ? ">" : "") + field.Name));
        foreach (var trial in trials)
            table.Row(trial.Zip(fields).Select(pair => Numbers.Value(pair.First, pair.Second)));
        Terminal.On(output).Write(table);
    }
}
