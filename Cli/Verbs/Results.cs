using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Output;
using Sweep.Cli.Results;
using Sweep.Coordinator.Study;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep results [NAME]</c>: what was measured, trial by trial or over groups.</summary>
public static class Results
{
    public static Command Create(TimeProvider time)
    {
        var name = new Argument<string?>("NAME") { Description = "The sweep; may be left out when there is only one", Arity = ArgumentArity.ZeroOrOne };
        var format = OutputFormats.Option(OutputFormat.Csv, OutputFormat.Json, OutputFormat.Jsonl);
        var groupBy = FieldList("--group-by", "Fields to group by [default: all of the grid but the seed; csv and json: trial by trial]");
        var where = new Option<string?>("--where") { Description = "Condition on fields: = != < <= > >= in (…), and, or, not", HelpName = "CONDITION" };
        var metrics = FieldList("--metrics", $"Numbers to average [default: {string.Join(',', ResultsQuery.DefaultMetrics)}]");
        var home = new HomeOption();
        var verb = new Verb(
            "results",
            "Show what was measured: mean ± standard deviation over seeds, or every trial",
            "sweep results study",
            "sweep results study --group-by mode,sparsity --where \"dataset = cifar10 and sparsity >= 0.5\"",
            "sweep results study --metrics top1,loss,seconds",
            "sweep results study --where \"state in (failed, cancelled)\" --format json",
            "sweep results study --format csv > study.csv   # every trial, every field")
        {
            name, format, groupBy, where, metrics, home,
        };
        verb.SetAction(async (parsed, cancellation) =>
        {
            await using var stored = await StoredSweep.OpenAsync(home.Resolve(parsed), parsed.GetValue(name), time, cancellation);
            var trials = await stored.Store.ReadTrialsAsync(stored.Sweep.Name, cancellation).ToListAsync(cancellation);
            var query = new ResultsQuery { Where = parsed.GetValue(where), GroupBy = parsed.GetValue(groupBy)!, Metrics = parsed.GetValue(metrics)! };
            try
            {
                var grouped = query.GroupBy.Count + query.Metrics.Count > 0;
                Write(query.Ask(stored.Sweep.Name, trials), parsed.GetValue(format), grouped, parsed.InvocationConfiguration.Output);
            }
            catch (StudyException error)
            {
                throw new BadInputException(error.Message);
            }

            return ExitCode.Completed;
        });
        return verb;
    }

    private static void Write(ResultsAnswer answer, OutputFormat format, bool grouped, TextWriter output)
    {
        Action<ResultsAnswer, TextWriter> write = (format, grouped) switch
        {
            (OutputFormat.Csv, false) => CsvResults.WriteTrials,
            (OutputFormat.Csv, true) => CsvResults.WriteGroups,
            (OutputFormat.Json, false) => JsonResults.WriteTrials,
            (OutputFormat.Json, true) => JsonResults.WriteGroups,
            (OutputFormat.Jsonl, false) => JsonResults.WriteTrialLines,
            (OutputFormat.Jsonl, true) => JsonResults.WriteGroupLines,
            _ => ResultsPrinter.Print,
        };
        write(answer, output);
    }

    private static Option<string[]> FieldList(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "FIELD,…",
        DefaultValueFactory = _ => [],
        CustomParser = result => [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))],
    };
}
