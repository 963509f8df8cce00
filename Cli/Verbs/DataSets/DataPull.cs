using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Output;
using Sweep.Client.Errors;
using Sweep.Worker.Data.Catalogue;
using Sweep.Worker.Data.Pulling;
using Sweep.Worker.Data.Weights;
using Sweep.Worker.Stages;

namespace Sweep.Cli.Verbs.DataSets;

/// <summary><c>sweep data pull NAME…</c>: from the publisher to the home's data folder, checked.</summary>
internal static class DataPull
{
    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { Description = "Names that `sweep data list` shows", Arity = ArgumentArity.OneOrMore };
        var from = new Option<string?>("--from")
        {
            Description = "Folder or address that has the publisher's files, instead of the publisher",
            HelpName = "DIR|URL",
        };
        var home = new HomeOption();
        var data = new DataOption();
        var format = OutputFormats.Option(OutputFormat.Json);
        var verb = new Verb(
            "pull",
            "Download data sets and weights; goes on where it was broken off, does nothing when all is there",
            "sweep data pull cifar10 svhn",
            "sweep data pull timm/vgg16_bn.tv_in1k        # weights to fine-tune from",
            "sweep data pull caltech101 --from /mnt/files # a folder with caltech-101.zip"
        )
        {
            names,
            from,
            home,
            data,
            format,
        };
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                var asked = parsed.GetValue(names)!.Distinct().Select(Find).ToList();
                var puller = new DataPuller(
                    data.Folders(parsed, home.Resolve(parsed)),
                    PullOptions.Default with
                    {
                        From = parsed.GetValue(from),
                    }
                );
                var pulls = new List<Pull>();
                foreach (var item in asked)
                {
                    pulls.Add(await PullAsync(puller, item, parsed.InvocationConfiguration, parsed.GetValue(format), cancellation));
                }

                if (parsed.GetValue(format) == OutputFormat.Json)
                {
                    JsonOutput.Write(parsed.InvocationConfiguration.Output, pulls);
                }

                return pulls.All(pull => pull.Error is null) ? ExitCode.Completed : ExitCode.SomeTrialsFailed;
            }
        );
        return verb;
    }

    /// <returns>A data set or weights.</returns>
    private static object Find(string name) =>
        (object?)WeightsCatalogue.Find(name)
        ?? DatasetCatalogue.TryFind(name)
        ?? throw new BadInputException(
            $"'{name}' is not known; these are: {string.Join(", ", DatasetCatalogue.Names)} and the weights {string.Join(", ", WeightsCatalogue.Entries.Select(entry => entry.Name))}."
        );

    private static async Task<Pull> PullAsync(
        DataPuller puller,
        object item,
        InvocationConfiguration configuration,
        OutputFormat format,
        CancellationToken cancellation
    )
    {
        var (name, licence) = item is WeightsEntry weights
            ? (weights.Name, weights.Licence)
            : (((DatasetEntry)item).Name, ((DatasetEntry)item).Licence);
        var text = format == OutputFormat.Json ? TextWriter.Null : configuration.Output;
        await text.WriteLineAsync($"{name}: {licence}");
        try
        {
            var display = new DownloadDisplay(
                configuration.Error,
                ReferenceEquals(configuration.Error, Console.Error) && !Console.IsErrorRedirected
            );
            var outcome = await (
                item is WeightsEntry entry
                    ? puller.PullAsync(entry, display, cancellation)
                    : puller.PullAsync((DatasetEntry)item, display, cancellation)
            );
            foreach (var note in outcome.Notes)
            {
                await text.WriteLineAsync($"{name}: {note}");
            }

            await text.WriteLineAsync($"{name}: {(outcome.AlreadyThere ? "already there" : "pulled")}, {outcome.Summary}: {outcome.Path}");
            return new Pull(name, licence, outcome.Path, outcome.AlreadyThere, outcome.Summary, outcome.Notes, null);
        }
        catch (StageException exception)
        {
            await configuration.Error.WriteLineAsync($"{name}: {exception.Message}");
            return new Pull(name, licence, null, false, null, [], exception.Message);
        }
    }

    /// <param name="Path">Null when it failed.</param>
    /// <param name="Error">Null when it did not.</param>
    private sealed record Pull(
        string Name,
        string Licence,
        string? Path,
        bool AlreadyThere,
        string? Summary,
        IReadOnlyList<string> Notes,
        string? Error
    );
}
