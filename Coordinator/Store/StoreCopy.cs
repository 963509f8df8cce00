using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Store;

/// <summary>
/// Copies a store into an empty one, of the same kind or another. Stages are copied first and sweeps last, under their existing numbers.
/// Until the sweeps are written the target counts as empty, so an interrupted copy can be repeated over its own remains.
/// </summary>
/// <param name="progress">Called with the number of copied stages and sweeps.</param>
public sealed class StoreCopy(ILedgerReader from, ILedgerStore to, Action<long, int> progress)
{
    private const int AtOnce = 1_000;

    private LedgerMark _mark;
    private long _stages;

    /// <returns>False when the target already holds the same data.</returns>
    /// <exception cref="SweepStoreException">The target is not empty, the source was written to meanwhile, or one of them does not
    /// work.</exception>
    public async Task<bool> CopyAsync(CancellationToken cancellation)
    {
        var source = await from.ReadLedgerAsync(cancellation).ConfigureAwait(false);
        var target = await to.ReadLedgerAsync(cancellation).ConfigureAwait(false);
        if (target.Head != LedgerHead.Empty || target.Sweeps.Count > 0)
        {
            return IsSame(source, target)
                ? false
                : throw new SweepStoreException("The target holds sweeps of its own. Copy into an empty store.");
        }

        _mark = await to.TakeOverAsync(cancellation).ConfigureAwait(false);
        await AppendAsync(
                new Batch
                {
                    Head = LedgerHead.Empty,
                    Settings = [.. source.Settings.Where(settings => target.Settings.All(there => there.Number != settings.Number))],
                },
                cancellation
            )
            .ConfigureAwait(false);
        await CopyStagesAsync(cancellation).ConfigureAwait(false);
        var added = new List<AddedSweep>();
        foreach (var sweep in source.Sweeps)
            added.Add(await ReadAsync(sweep.Number, cancellation).ConfigureAwait(false));
        if (await from.ReadMarkAsync(cancellation).ConfigureAwait(false) != source.Mark)
            throw new SweepStoreException("The source was written to while it was copied. Stop its coordinator, then copy again.");
        await AppendAsync(
                new Batch
                {
                    Head = source.Head,
                    Added = added,
                    Sweeps = source.Sweeps,
                },
                cancellation
            )
            .ConfigureAwait(false);
        progress(_stages, source.Sweeps.Count);
        return true;
    }

    /// <summary>Copies all stages, found by their ids, including those that no sweep wants any more.</summary>
    private async Task CopyStagesAsync(CancellationToken cancellation)
    {
        for (UInt128 next = 0; ; )
        {
            var ids = await from.FindIdsAsync(new StageId(next), new StageId(UInt128.MaxValue), AtOnce, cancellation).ConfigureAwait(false);
            if (ids.Count == 0)
                return;
            var stages = await from.FindStagesAsync(ids, cancellation).ConfigureAwait(false);
            var (curves, attempts) = (new List<CurveFacts>(), new List<AttemptFacts>());
            foreach (var stage in stages.Where(stage => stage.Attempt > 0))
            {
                if (await from.ReadCurveAsync(stage.Number, cancellation).ConfigureAwait(false) is { Count: > 0 } points)
                    curves.Add(new CurveFacts(stage.Number, points));
                attempts.AddRange(
                    (await from.ReadAttemptsAsync(stage.Number, cancellation).ConfigureAwait(false)).Select(attempt => new AttemptFacts(
                        stage.Number,
                        attempt
                    ))
                );
            }

            var numbers = stages.Select(stage => stage.Number).ToList();
            var results = await from.ReadResultsAsync(numbers, cancellation).ConfigureAwait(false);
            var outcomes = await from.ReadOutcomesAsync(numbers, cancellation).ConfigureAwait(false);
            await AppendAsync(
                    new Batch
                    {
                        Head = LedgerHead.Empty,
                        Stages = [.. stages.Select(stage => stage with { HasNewMembers = true })],
                        Results = [.. results.Select(result => new ResultFacts(result.Key, result.Value))],
                        Curves = curves,
                        Outcomes = [.. outcomes.Select(of => new OutcomeFacts(of.Key, of.Value))],
                        Attempts = attempts,
                    },
                    cancellation
                )
                .ConfigureAwait(false);
            progress(_stages += stages.Count, 0);
            if (ids[^1].Value == UInt128.MaxValue)
                return;
            next = ids[^1].Value + 1;
        }
    }

    /// <summary>Reads a sweep. Its trials are read once for their last stages, and again when they are stored.</summary>
    private async Task<AddedSweep> ReadAsync(long sweep, CancellationToken cancellation)
    {
        var leaves = new List<long>();
        await foreach (var trial in from.ReadTrialsAsync(sweep, 0, cancellation).ConfigureAwait(false))
            leaves.Add(trial.Leaf);
        return new AddedSweep(
            sweep,
            await from.ReadSpecAsync(sweep, cancellation).ConfigureAwait(false) ?? "",
            from.ReadTrialsAsync(sweep, 0, cancellation).ToBlockingEnumerable(cancellation).Select(trial => trial.Trial),
            leaves
        );
    }

    private Task AppendAsync(Batch batch, CancellationToken cancellation) =>
        to.AppendAsync(_mark = _mark with { Revision = _mark.Revision + 1 }, batch, cancellation);

    private static bool IsSame(LedgerFacts source, LedgerFacts target) =>
        source.Head == target.Head
        && source.Settings.Count == target.Settings.Count
        && source
            .Sweeps.Select(sweep => (sweep.Number, sweep.Name, sweep.SpecHash, sweep.State))
            .SequenceEqual(target.Sweeps.Select(sweep => (sweep.Number, sweep.Name, sweep.SpecHash, sweep.State)));
}
