using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Output;
using Sweep.Client.Errors;
using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Spec.Values;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Store;
using Sweep.Worker.Checkpoints;
using Sweep.Worker.Checkpoints.S3;

namespace Sweep.Cli.Verbs.Stores;

/// <summary><c>sweep store gc</c>: checkpoints that nobody can ask for any more.</summary>
internal static class StoreCollect
{
    /// <summary>What is younger may be of a stage whose end is not stored yet.</summary>
    private static readonly TimeSpan _usualAge = TimeSpan.FromDays(1);

    public static Command Create(TimeProvider time)
    {
        var (home, store) = (new HomeOption(), new StoreOption());
        var place = new Option<string?>("--checkpoints")
        {
            Description = $"Folder of checkpoints, or {S3Place.Expected} [default: checkpoints in the home]",
            HelpName = "PLACE",
        };
        var endpoint = new Option<Uri?>("--s3-endpoint") { Description = "Of a bucket that is not Amazon's", HelpName = "URL" };
        var age = new Option<string?>("--older-than")
        {
            Description = "Only what was written so long ago, such as 12h or 30d [default: 1d]",
            HelpName = "TIME",
        };
        var delete = new Option<bool>("--delete") { Description = "Delete them; without it they are only counted" };
        var format = OutputFormats.Option(OutputFormat.Json);
        var verb = new Verb(
            "gc",
            "Count, or delete, checkpoints that no sweep needs any more: of deleted sweeps, of stages between a completed sweep's trials, and states that nobody resumes from",
            "sweep store gc                          # what would be freed",
            "sweep store gc --delete --older-than 7d",
            "sweep store gc --store mongodb://db --checkpoints s3://sweeps/checkpoints"
        )
        {
            home,
            place,
            endpoint,
            age,
            delete,
            format,
        };
        store.AddTo(verb);
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                var (folder, kept) = (home.Resolve(parsed), store.Of(parsed));
                if (!kept.IsThere(folder))
                {
                    throw new BadInputException(
                        $"{kept.Describe(folder)} is not there: without the store of the sweeps nobody knows which checkpoints they need."
                    );
                }

                var before = time.GetUtcNow() - Age(parsed.GetValue(age));
                var checkpoints = Open(parsed.GetValue(place) ?? folder.Checkpoints, parsed.GetValue(endpoint), folder, time);
                var found = await FindAsync(checkpoints, kept, folder, before, cancellation);
                if (parsed.GetValue(delete))
                {
                    foreach (var checkpoint in found.Needless)
                        await checkpoints.DeleteAsync(checkpoint.Name, cancellation);
                }

                Write(parsed.InvocationConfiguration.Output, found, parsed.GetValue(delete), parsed.GetValue(format));
                return ExitCode.Completed;
            }
        );
        return verb;
    }

    private static TimeSpan Age(string? text) =>
        text is null ? _usualAge
        : new Duration().TryParse(text, out var age) ? age
        : throw new BadInputException($"--older-than: expected {new Duration().Expected}, found '{text}'.");

    private static ICheckpointStore Open(string place, Uri? endpoint, SweepHome home, TimeProvider time)
    {
        if (S3Place.TryParse(place) is { } bucket)
        {
            return new S3CheckpointStore(
                bucket with
                {
                    Endpoint = endpoint,
                },
                Path.Combine(home.Folder, "checkpoint-cache"),
                S3Options.Default,
                time
            );
        }

        return Directory.Exists(place)
            ? new FolderCheckpointStore(place, time)
            : throw new BadInputException($"--checkpoints: {place} is not there.");
    }

    private static async Task<Found> FindAsync(
        ICheckpointStore checkpoints,
        StoreOptions kept,
        SweepHome home,
        DateTimeOffset before,
        CancellationToken cancellation
    )
    {
        // Listed first: what is stored of sweeps is never older than what is listed.
        var (needless, all, bytes) = (new List<StoredCheckpoint>(), 0L, 0L);
        try
        {
            var listed = await checkpoints.ListAsync(cancellation).ToListAsync(cancellation);
            await using var reader = await kept.OpenAsync(home, readOnly: true, cancellation);
            var needed = await NeededStages.ReadAsync(reader, cancellation);
            foreach (var checkpoint in listed)
            {
                (all, bytes) = (all + 1, bytes + checkpoint.Bytes);
                if (!needed.Has(checkpoint.Name) && checkpoint.Written < before)
                    needless.Add(checkpoint);
            }
        }
        catch (SweepStoreException error)
        {
            throw new BadInputException(error.Message);
        }

        return new Found(needless, all, bytes);
    }

    private static void Write(TextWriter output, Found found, bool isDeleted, OutputFormat format)
    {
        var (networks, states) = (
            found.Needless.Where(checkpoint => checkpoint.Name.IsFinal).ToList(),
            found.Needless.Where(checkpoint => !checkpoint.Name.IsFinal).ToList()
        );
        if (format == OutputFormat.Json)
        {
            JsonOutput.Write(
                output,
                new
                {
                    Deleted = isDeleted,
                    Checkpoints = found.All,
                    Bytes = found.Bytes,
                    Needless = new
                    {
                        Networks = networks.Count,
                        States = states.Count,
                        Bytes = found.Needless.Sum(checkpoint => checkpoint.Bytes),
                    },
                }
            );
            return;
        }

        var console = Terminal.On(output);
        var table = Terminal.Table("checkpoints", ">how many", ">size");
        table.Row("all", $"{found.All:N0}", Bytes.Text(found.Bytes));
        table.Row("networks that no sweep needs", $"{networks.Count:N0}", Bytes.Text(networks.Sum(checkpoint => checkpoint.Bytes)));
        table.Row("states that nobody resumes from", $"{states.Count:N0}", Bytes.Text(states.Sum(checkpoint => checkpoint.Bytes)));
        console.Write(table);
        output.WriteLine(
            found.Needless.Count == 0 ? "Nothing to delete."
            : isDeleted ? "Deleted."
            : "Nothing was deleted; --delete does it."
        );
    }

    private sealed record Found(IReadOnlyList<StoredCheckpoint> Needless, long All, long Bytes);
}
