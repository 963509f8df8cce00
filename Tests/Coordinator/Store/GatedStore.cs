using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Store;

/// <summary>A store whose calls a test can let through, delay or fail; appends can fail before or after they are stored.</summary>
internal sealed class GatedStore(ILedgerStore store) : ILedgerStore
{
    private volatile TaskCompletionSource _open = Opened();

    /// <summary>Every append that was tried.</summary>
    public ConcurrentQueue<(LedgerMark Mark, Batch Batch)> Tried { get; } = new();

    /// <summary>While true, appends fail and store nothing.</summary>
    public bool IsBroken { get; set; }

    /// <summary>This many appends store their batch and then fail.</summary>
    public int Doubtful { get; set; }

    /// <summary>Called with the name of a reading member before it reads.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called between finding stages and returning them.</summary>
    public Func<Task> Finding { get; set; } = () => Task.CompletedTask;

    /// <summary>Called between reading the sweeps and returning them.</summary>
    public Func<Task> Reading { get; set; } = () => Task.CompletedTask;

    public void Close() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _open.TrySetResult();

    public async Task AppendAsync(LedgerMark mark, Batch batch, CancellationToken cancellation)
    {
        Tried.Enqueue((mark, batch));
        await _open.Task;
        if (IsBroken)
            throw new SweepStoreException("the store is broken");
        await store.AppendAsync(mark, batch, cancellation);
        if (Doubtful-- > 0)
            throw new SweepStoreException("the answer is lost");
    }

    public Task<LedgerMark> TakeOverAsync(CancellationToken cancellation) => store.TakeOverAsync(cancellation);

    public Task<LedgerMark> ReadMarkAsync(CancellationToken cancellation) => ReadAsync(() => store.ReadMarkAsync(cancellation));

    public async Task<LedgerFacts> ReadLedgerAsync(CancellationToken cancellation)
    {
        var facts = await ReadAsync(() => store.ReadLedgerAsync(cancellation));
        await Reading();
        return facts;
    }

    public IAsyncEnumerable<StageFacts> ReadStagesAsync(long? sweep, CancellationToken cancellation) =>
        ReadAllAsync(store.ReadStagesAsync(sweep, cancellation), cancellation);

    public async Task<IReadOnlyList<StageFacts>> FindStagesAsync(IReadOnlyCollection<StageId> ids, CancellationToken cancellation)
    {
        var found = await ReadAsync(() => store.FindStagesAsync(ids, cancellation));
        await Finding();
        return found;
    }

    public Task<IReadOnlyList<StageId>> FindIdsAsync(StageId first, StageId last, int limit, CancellationToken cancellation) =>
        ReadAsync(() => store.FindIdsAsync(first, last, limit, cancellation));

    public Task<string?> ReadSpecAsync(long sweep, CancellationToken cancellation) =>
        ReadAsync(() => store.ReadSpecAsync(sweep, cancellation));

    public IAsyncEnumerable<StoredTrial> ReadTrialsAsync(long sweep, int from, CancellationToken cancellation) =>
        ReadAllAsync(store.ReadTrialsAsync(sweep, from, cancellation), cancellation);

    public Task<IReadOnlyDictionary<long, StageResult>> ReadResultsAsync(
        IReadOnlyCollection<long> stages,
        CancellationToken cancellation
    ) => ReadAsync(() => store.ReadResultsAsync(stages, cancellation));

    public Task<IReadOnlyDictionary<long, ImageOutcomes>> ReadOutcomesAsync(
        IReadOnlyCollection<long> stages,
        CancellationToken cancellation
    ) => ReadAsync(() => store.ReadOutcomesAsync(stages, cancellation));

    public Task<IReadOnlyList<EpochMetrics>> ReadCurveAsync(long stage, CancellationToken cancellation) =>
        ReadAsync(() => store.ReadCurveAsync(stage, cancellation));

    public Task<IReadOnlyList<AttemptRecord>> ReadAttemptsAsync(long stage, CancellationToken cancellation) =>
        ReadAsync(() => store.ReadAttemptsAsync(stage, cancellation));

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private async Task<T> ReadAsync<T>(Func<Task<T>> read, [CallerMemberName] string member = "")
    {
        await Before(member);
        return await read();
    }

    private async IAsyncEnumerable<T> ReadAllAsync<T>(
        IAsyncEnumerable<T> all,
        [EnumeratorCancellation] CancellationToken cancellation,
        [CallerMemberName] string member = ""
    )
    {
        await Before(member);
        await foreach (var one in all.WithCancellation(cancellation))
            yield return one;
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        open.SetResult();
        return open;
    }
}
