using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Completion;
using Sweep.Cli.Listing;
using Sweep.Cli.Output;
using Sweep.Cli.Results;
using Sweep.Coordinator.Study;
using Sweep.Coordinator.Study.Export;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep results [NAME]</c>: what was measured, trial by trial or over groups; or the study's figure.</summary>
public static class Results
{
    public static Command Create(TimeProvider time)
    {
        var name = new Argument<string?>("NAME")
        {
            Description = "The sweep; may be left out when there is only one",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var sources = new SweepSources(time);
        name.SweepNames(sources);
        var format = OutputFormats.Option(OutputFormat.Csv, OutputFormat.Json, OutputFormat.Jsonl, OutputFormat.Parquet);
        var output = new Option<string?>("--output", "-o")
        {
            Description = "File to write it to, whole or not at all [default: standard output]",
            HelpName = "FILE",
        };
        var groupBy = FieldList(
            "--group-by",
            "Fields to group by [default: all of the grid but the seed; csv, json and jsonl: trial by trial]"
        );
        var where = new Option<string>("--where")
        {
            Description = "Condition on fields: = != < <= > >= in (…), and, or, not",
            HelpName = "CONDITION",
            DefaultValueFactory = _ => "",
        };
        var metrics = FieldList("--metrics", $"Numbers to average [default: {string.Join(',', ResultsQuery.DefaultMetrics)}]");
        var fields = FieldList("--fields", "Fields of trials to write, in this order [default: all]");
        var order = new Option<string>("--order-by")
        {
            Description = "Order of trials: a field, and \" desc\" for descending [default: the grid's]",
            HelpName = "FIELD",
            DefaultValueFactory = _ => "",
        };
        var top = Options.Above0<int>(
            "--top",
            "Only the first so many trials, by --order-by [default order: top1 desc]; also as a table",
            1_000_000
        );
        var best = new Option<bool>("--best-sparsity")
        {
            Description = "The study's figure: how far networks can be pruned at the same accuracy",
        };
        var tolerance = Options.Above0<double>(
            "--tolerance",
            "With --best-sparsity: points of top-1 below the dense network that still count as the same accuracy [default: the spec's]"
        );
        var verb = new Verb(
            "results",
            "Show what was measured: mean ± standard deviation over seeds, or every trial; in the home or of a cluster",
            "sweep results study",
            "sweep results study --group-by mode,sparsity --where \"dataset = cifar10 and sparsity >= 0.5\"",
            "sweep results study --metrics top1,loss,seconds",
            "sweep results study --top 10                        # the best trials",
            "sweep results study --top 10 --order-by \"compression desc\" --where \"top1 > 90\"",
            "sweep results study --best-sparsity --tolerance 0.5",
            "sweep results study --where \"state in (failed, cancelled)\" --format json",
            "sweep results study --format csv > study.csv   # every trial, every field",
            "sweep results study --format parquet -o study.parquet   # for pandas, DuckDB, Polars",
            "sweep results study --format jsonl --fields trial,top1 --order-by \"top1 desc\" --server http://127.0.0.1:5080"
        )
        {
            name,
            format,
            output,
            groupBy,
            where,
            metrics,
            fields,
            order,
            top,
            best,
            tolerance,
        };
        sources.AddTo(verb);
        verb.Validators.Add(result =>
        {
            // Not the values: one that does not parse has none, and is told of already.
            string? Word(Option option) => result.GetResult(option)?.Tokens is [var word, ..] ? word.Value : null;
            bool Is(Option option) => result.GetResult(option) is { Implicit: false };
            var (isFigure, kind) = (Is(best), Word(format));
            if (isFigure && new Option[] { groupBy, metrics, fields, order, top }.FirstOrDefault(Is) is { } other)
                result.AddError($"--best-sparsity and {other.Name}: expected one of them.");
            if (!isFigure && Is(tolerance))
                result.AddError("--tolerance: goes with --best-sparsity.");
            if ((Is(fields) || Is(order) || Is(top)) && (Is(groupBy) || Is(metrics)))
            {
                result.AddError("--fields, --order-by and --top: are of single trials; expected neither --group-by nor --metrics.");
            }
            else if ((Is(fields) || Is(order)) && !Is(top) && kind is null or "table")
            {
                result.AddError(
                    "--fields and --order-by: are of single trials; expected --top N, or --format csv, json, jsonl or parquet."
                );
            }

            if (kind == "parquet" && (isFigure || Is(groupBy) || Is(metrics)))
                result.AddError("--format parquet: is of single trials; groups and the figure are csv, json or jsonl.");
            if (kind == "parquet" && (Word(output) ?? "-") == "-")
                result.AddError("--format parquet: is no text; expected -o FILE.");
        });
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                await using var source = sources.Open(parsed);
                var (server, sweep) = await source.AskAsync(parsed.GetValue(name), cancellation);
                var reader = new ResultsReader(server, sweep);
                var (condition, kind) = (parsed.GetValue(where)!, parsed.GetValue(format));
                var first = parsed.GetValue(top);
                var isGrouped =
                    (kind == OutputFormat.Table && first is null)
                    || parsed.GetValue(groupBy)!.Length + parsed.GetValue(metrics)!.Length > 0;
                var (path, standard) = (parsed.GetValue(output), parsed.InvocationConfiguration.Output);
                if (parsed.GetValue(best))
                {
                    var figure = await reader.FigureAsync(condition, parsed.GetValue(tolerance), cancellation);
                    await OutputFile.WriteAsync(path, standard, to => WriteFigure(figure, kind, to));
                }
                else if (isGrouped)
                {
                    var groups =
                        kind == OutputFormat.Table
                            ? await reader.GroupsWithReasonsAsync(
                                condition,
                                parsed.GetValue(groupBy)!,
                                parsed.GetValue(metrics)!,
                                cancellation
                            )
                            : await reader.GroupsAsync(condition, parsed.GetValue(groupBy)!, parsed.GetValue(metrics)!, cancellation);
                    await OutputFile.WriteAsync(path, standard, to => WriteGroups(groups, kind, to));
                }
                else
                {
                    var by = parsed.GetValue(order)!;
                    var asked = parsed.GetValue(fields)!;
                    if (first is not null && by.Length == 0)
                        by = "top1 desc";
                    var pages = reader.TrialsAsync(condition, asked, by, first, cancellation);
                    if (kind == OutputFormat.Table)
                    {
                        var trials = await TopTrials.ReadAsync(pages, asked.Length > 0, by, cancellation);
                        await OutputFile.WriteAsync(path, standard, trials.Print);
                        return ExitCode.Completed;
                    }

                    await OutputFile.WriteStreamAsync(path, standard, to => WriteTrialsAsync(sweep, pages, kind, to, cancellation));
                }

                return ExitCode.Completed;
            }
        );
        return verb;
    }

    private static void WriteFigure(FigureFound found, OutputFormat format, TextWriter output)
    {
        Action<FigureFound, TextWriter> write = format switch
        {
            OutputFormat.Csv => CsvResults.WriteFigure,
            OutputFormat.Json => JsonResults.WriteFigure,
            OutputFormat.Jsonl => JsonResults.WriteFigureLines,
            _ => StudyPrinter.Print,
        };
        write(found, output);
    }

    private static void WriteGroups(GroupsFound found, OutputFormat format, TextWriter output)
    {
        Action<GroupsFound, TextWriter> write = format switch
        {
            OutputFormat.Csv => CsvResults.WriteGroups,
            OutputFormat.Json => JsonResults.WriteGroups,
            OutputFormat.Jsonl => JsonResults.WriteGroupLines,
            _ => ResultsPrinter.Print,
        };
        write(found, output);
    }

    private static async Task WriteTrialsAsync(
        string sweep,
        IAsyncEnumerable<TrialsPage> pages,
        OutputFormat format,
        Stream output,
        CancellationToken cancellation
    )
    {
        if (format == OutputFormat.Json)
        {
            await using var text = new StreamWriter(output, leaveOpen: true);
            await JsonResults.WriteTrialsAsync(sweep, pages, text);
            return;
        }

        var kind = format switch
        {
            OutputFormat.Csv => ExportFormat.Csv,
            OutputFormat.Jsonl => ExportFormat.Jsonl,
            _ => ExportFormat.Parquet,
        };
        await TrialsWriter.WriteAsync(pages, kind, output, cancellation);
    }

    private static Option<string[]> FieldList(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "FIELD,…",
            DefaultValueFactory = _ => [],
            CustomParser = result =>
                [
                    .. result.Tokens.SelectMany(token =>
                        token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    ),
                ],
        };
}
