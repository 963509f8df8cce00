using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Output;
using Sweep.Client.Errors;
using Sweep.Contracts.Stages;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Catalogue;
using Sweep.Worker.Data.Verification;
using Sweep.Worker.Data.Weights;
using Sweep.Worker.Stages;

namespace Sweep.Cli.Verbs.DataSets;

/// <summary><c>sweep data verify [NAME…]</c>: reads all of what is there; <c>--split</c> names the images of each part.</summary>
internal static class DataVerify
{
    private static readonly DataSettings _defaults = new() { Dataset = "" };

    public static Command Create()
    {
        var names = new Argument<string[]>("NAME")
        {
            Description = "Names that `sweep data list` shows; all that are there when none is given",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var split = new Option<bool>("--split")
        {
            Description = "List which images of the one data set are for training and which for testing",
        };
        var perClass = new Option<int>("--train-per-class")
        {
            Description = "With --split: the spec's setting",
            DefaultValueFactory = _ => _defaults.TrainPerClass,
            HelpName = "N",
        };
        var seed = new Option<int>("--split-seed")
        {
            Description = "With --split: the spec's setting",
            DefaultValueFactory = _ => _defaults.SplitSeed,
            HelpName = "N",
        };
        var samples = new Option<int?>("--samples") { Description = "With --split: the spec's setting", HelpName = "N" };
        var home = new HomeOption();
        var data = new DataOption();
        var format = OutputFormats.Option(OutputFormat.Json);
        var verb = new Verb(
            "verify",
            "Read data sets and weights to the last byte and compare checksums and counts",
            "sweep data verify",
            "sweep data verify cifar10 --data /mnt/data",
            "sweep data verify caltech101 --split --train-per-class 15 > split.txt"
        )
        {
            names,
            split,
            perClass,
            seed,
            samples,
            home,
            data,
            format,
        };
        verb.Validators.Add(result =>
        {
            if (result.GetValue(split) && result.GetValue(names) is not { Length: 1 })
            {
                result.AddError("--split: expected the name of one data set.");
            }
        });
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                var folders = data.Folders(parsed, home.Resolve(parsed));
                var asked = parsed.GetValue(names)!;
                if (parsed.GetValue(split))
                {
                    var settings = new DataSettings
                    {
                        Dataset = asked[0],
                        TrainPerClass = parsed.GetValue(perClass),
                        SplitSeed = parsed.GetValue(seed),
                        Samples = parsed.GetValue(samples),
                    };
                    return WriteSplit(parsed.InvocationConfiguration, settings, folders, parsed.GetValue(format), cancellation);
                }

                return await VerifyAsync(parsed.InvocationConfiguration, asked, folders, parsed.GetValue(format), cancellation);
            }
        );
        return verb;
    }

    private static async Task<int> VerifyAsync(
        InvocationConfiguration configuration,
        string[] asked,
        DataFolders folders,
        OutputFormat format,
        CancellationToken cancellation
    )
    {
        var checks = new List<Check>();
        foreach (var name in asked.Length > 0 ? asked.Distinct() : Present(folders))
        {
            var check = await CheckAsync(name, folders, cancellation);
            checks.Add(check);
            if (format == OutputFormat.Table)
            {
                await (
                    check.Error is null
                        ? configuration.Output.WriteLineAsync($"{name}: {check.Summary}: {check.Path}")
                        : configuration.Error.WriteLineAsync($"{name}: {check.Error}")
                );
            }
        }

        if (format == OutputFormat.Json)
        {
            JsonOutput.Write(configuration.Output, checks);
        }
        else if (checks.Count == 0)
        {
            await configuration.Output.WriteLineAsync($"There are no data sets in {string.Join(", ", folders.Read)}.");
        }

        return checks.All(check => check.Error is null) ? ExitCode.Completed : ExitCode.SomeTrialsFailed;
    }

    private static IEnumerable<string> Present(DataFolders folders) =>
        [
            .. DatasetCatalogue
                .Entries.Where(entry => DatasetCatalogue.TryLocate(entry, folders, out _) is null)
                .Select(entry => entry.Name),
            .. WeightsCatalogue.Entries.Where(entry => WeightsCatalogue.TryLocate(entry, folders) is not null).Select(entry => entry.Name),
        ];

    private static async Task<Check> CheckAsync(string name, DataFolders folders, CancellationToken cancellation)
    {
        try
        {
            // A name with a slash or a suffix can only be one of weights.
            if (WeightsCatalogue.Find(name) is not null || name.EndsWith(".safetensors", StringComparison.Ordinal))
            {
                var located = WeightsCatalogue.Locate(new WeightsSource(name), folders);
                WeightsCatalogue.CheckStructure(located.Path);
                return new Check(
                    name,
                    located.Path,
                    $"SHA-256 {located.Sha256}{(located.Entry?.File.Checksum is null ? ", not compared: no published one is known here" : "")}",
                    null,
                    null
                );
            }

            var entry = Find(name);
            var report = await DatasetInspection.InspectAsync(entry, DatasetCatalogue.Locate(entry, folders), folders.Cache, cancellation);
            return new Check(name, report.Folder, report.Summary, report.IsWhole, null);
        }
        catch (StageException exception)
        {
            return new Check(name, null, null, null, exception.Message);
        }
    }

    private static DatasetEntry Find(string name) =>
        DatasetCatalogue.TryFind(name) ?? throw new BadInputException($"'{name}' is not known; `sweep data list` shows what is.");

    private static int WriteSplit(
        InvocationConfiguration configuration,
        DataSettings settings,
        DataFolders folders,
        OutputFormat format,
        CancellationToken cancellation
    )
    {
        Find(settings.Dataset);
        try
        {
            var split = DatasetCatalogue.Split(settings, folders, cancellation);
            if (format == OutputFormat.Json)
            {
                JsonOutput.Write(configuration.Output, split);
                return ExitCode.Completed;
            }

            configuration.Output.WriteLine($"# {settings.Dataset}, digest {split.Digest}");
            foreach (var line in split.Train.Select(name => $"train {name}").Concat(split.Test.Select(name => $"test {name}")))
            {
                configuration.Output.WriteLine(line);
            }

            return ExitCode.Completed;
        }
        catch (DataException exception)
        {
            throw new BadInputException(exception.Message);
        }
    }

    /// <param name="IsWhole">Null for weights and when it failed.</param>
    private sealed record Check(string Name, string? Path, string? Summary, bool? IsWhole, string? Error);
}
