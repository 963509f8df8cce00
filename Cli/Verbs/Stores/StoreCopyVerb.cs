using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Output;
using Sweep.Client.Errors;
using Sweep.Contracts;
using Sweep.Coordinator.Store;

namespace Sweep.Cli.Verbs.Stores;

/// <summary><c>sweep store copy</c>: the whole of a store into an empty one.</summary>
internal static class StoreCopyVerb
{
    private static readonly TimeSpan _everyLine = TimeSpan.FromSeconds(1);

    public static Command Create(TimeProvider time)
    {
        var (source, target) = (new StoreOption("from"), new StoreOption("to"));
        var format = OutputFormats.Option(OutputFormat.Json);
        var verb = new Verb(
            "copy",
            "Copy a store into an empty one, of the same kind or the other, while nothing writes to it",
            "sweep store copy --from ~/.local/share/sweep/sweep.db --to-file mongodb.txt   # its first line: mongodb://USER:PASSWORD@HOST/sweep",
            "sweep store copy --from mongodb://db --to backup.db"
        )
        {
            format,
        };
        source.AddTo(verb);
        target.AddTo(verb);
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                var (from, to) = (source.Of(parsed), target.Of(parsed));
                if (from == StoreOptions.Default || to == StoreOptions.Default)
                {
                    throw new BadInputException(
                        "Say which store to copy, and where to: --from PLACE or --from-file FILE, --to PLACE or --to-file FILE."
                    );
                }

                var home = SweepHome.Resolve(null);
                if (!from.IsThere(home))
                    throw new BadInputException($"--from: {from.Describe(home)} is not there.");
                var (output, said, stages) = (parsed.InvocationConfiguration.Output, time.GetTimestamp(), 0L);
                await using var reader = await from.OpenAsync(home, readOnly: true, cancellation);
                await using var writer = await to.OpenAsync(home, readOnly: false, cancellation);
                var isCopied = await new StoreCopy(reader, writer, Say).CopyAsync(cancellation);
                if (parsed.GetValue(format) == OutputFormat.Json)
                {
                    JsonOutput.Write(output, new { Copied = isCopied, Stages = stages });
                }
                else
                {
                    await output.WriteLineAsync(
                        isCopied
                            ? $"Copied {Counted.Of(stages, "stage")} and all sweeps to {to.Describe(home)}."
                            : $"{to.Describe(home)} holds the same already."
                    );
                }

                return ExitCode.Completed;

                void Say(long copied, int sweeps)
                {
                    stages = copied;
                    if (parsed.GetValue(format) == OutputFormat.Json || time.GetElapsedTime(said) < _everyLine)
                        return;
                    said = time.GetTimestamp();
                    output.WriteLine(Counted.Of(copied, "stage"));
                }
            }
        );
        return verb;
    }
}
