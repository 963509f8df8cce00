using System.Globalization;
using Sweep.Contracts;
using Sweep.Coordinator.Store;

namespace Sweep.Cli.Doctor.Places;

/// <summary>Whether the store of the sweeps opens, is of this version and answers. It is only read.</summary>
internal sealed class StoreCheck(StoreOptions store, SweepHome home, TimeProvider time) : ICheck
{
    public string Group => Groups.Places;

    public string Name => "store";

    public async Task<Finding> RunAsync(CancellationToken cancellation)
    {
        try
        {
            var place = store.Describe(home);
            if (!store.IsThere(home))
                return Finding.Ok($"{place} holds none yet: the first sweep makes it").With(("place", place));
            var start = time.GetTimestamp();
            await using var reader = await store.OpenAsync(home, readOnly: true, cancellation).ConfigureAwait(false);
            var opening = time.GetElapsedTime(start);
            start = time.GetTimestamp();
            var mark = await reader.ReadMarkAsync(cancellation).ConfigureAwait(false);
            var reading = time.GetElapsedTime(start);
            return Finding
                .Ok(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{place}: {mark.Revision:N0} changes by {Counted.Of(mark.Epoch, "writer")}; opened in {opening.TotalMilliseconds:0} ms, read in {reading.TotalMilliseconds:0.0} ms"
                    )
                )
                .With(
                    ("place", place),
                    ("epoch", mark.Epoch),
                    ("revision", mark.Revision),
                    ("open_milliseconds", Math.Round(opening.TotalMilliseconds, 1)),
                    ("read_milliseconds", Math.Round(reading.TotalMilliseconds, 2))
                );
        }
        catch (SweepStoreException error)
        {
            return Advice.Failed(
                error.Message,
                "See that it runs and can be reached from here, and that its address, user and password are right (docs/mongodb.md)."
            );
        }
    }
}
