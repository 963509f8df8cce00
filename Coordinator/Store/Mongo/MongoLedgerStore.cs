using MongoDB.Driver;

namespace Sweep.Coordinator.Store.Mongo;

/// <summary>
/// The cluster's store: a database on a server that speaks MongoDB's protocol, used without transactions. A batch is stored once it is in
/// the <see cref="Mongo.Log"/>. A <see cref="Backlog"/> applies it to the collections afterwards, and readers lay the part of the log that
/// is not applied yet over what they find there. Readers therefore never wait for the writer and need no right to write.
/// </summary>
public sealed partial class MongoLedgerStore : ILedgerStore
{
    private const int Tries = 100;

    private readonly MongoStoreOptions _options;
    private readonly MongoClient _client;
    private readonly Collections _collections;
    private readonly Log _log;

    /// <summary>Allows one write at a time.</summary>
    private readonly SemaphoreSlim _writing = new(1, 1);
    private Backlog? _backlog;
    private LogRecord? _last;

    private MongoLedgerStore(MongoStoreOptions options)
    {
        _options = options;
        _client = MongoPlace.Connect(options);
        _collections = new Collections(_client.GetDatabase(MongoPlace.DatabaseOf(options)), options.ToString());
        _log = new Log(_collections, options.Part);
    }

    /// <summary>Opens the store, and creates it unless <see cref="MongoStoreOptions.ReadOnly"/> is set.</summary>
    /// <exception cref="SweepStoreException">The server is unreachable or refuses, or the database is foreign, of another version or
    /// unreadable.</exception>
    public static async Task<MongoLedgerStore> OpenAsync(MongoStoreOptions options, CancellationToken cancellation)
    {
        var store = new MongoLedgerStore(options);
        try
        {
            return await store
                .ExplainedAsync(async () =>
                {
                    await store._collections.PrepareAsync(options.ReadOnly, cancellation).ConfigureAwait(false);
                    return store;
                })
                .ConfigureAwait(false);
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public Task<LedgerMark> TakeOverAsync(CancellationToken cancellation) =>
        WriteAsync(
            async () =>
            {
                if (_backlog is { } before)
                    await before.DisposeAsync().ConfigureAwait(false);
                _backlog = null;
                var mine = await BeginEpochAsync(cancellation).ConfigureAwait(false);
                var applied = Math.Max(mine.Applied, await _collections.ReadAppliedAsync(cancellation).ConfigureAwait(false));
                var applier = new Applier(_collections);
                await ReplayAsync(applier, applied, mine.Position, cancellation).ConfigureAwait(false);
                (_backlog, _last) = (new Backlog(_collections, _log, applier, mine.Position, _options, Explain), mine);
                return mine.Mark;
            },
            cancellation
        );

    public Task AppendAsync(LedgerMark mark, Batch batch, CancellationToken cancellation) =>
        WriteAsync(
            async () =>
            {
                if (_last is null || _backlog is null)
                    throw new InvalidOperationException("The store was not taken over.");
                if (mark.Epoch != _last.Mark.Epoch || mark.Revision != _last.Mark.Revision + 1)
                {
                    if (await _log.ReadNewestAsync(cancellation).ConfigureAwait(false) is { } newest && newest.Mark.Epoch > mark.Epoch)
                        throw Fenced();
                    return mark == _last.Mark
                        ? mark
                        : throw new InvalidOperationException(
                            $"Revision {mark.Revision} of epoch {mark.Epoch} does not follow {_last.Mark.Revision} of epoch {_last.Mark.Epoch}."
                        );
                }

                await _backlog.WaitForRoomAsync(cancellation).ConfigureAwait(false);
                var record = new LogRecord
                {
                    Mark = mark,
                    Head = batch.Head,
                    Writer = _last.Writer,
                    Applied = _backlog.Applied,
                };
                var changes =
                    await _log.PutAsync(record, Changes.FromBatch(batch, record.Position), cancellation).ConfigureAwait(false)
                    ?? throw Fenced();
                _backlog.Add(
                    new LoggedBatch(
                        record.Position,
                        changes,
                        batch.Stages.Count + batch.Results.Count + batch.Attempts.Count,
                        record.Applied
                    )
                );
                _last = record;
                return mark;
            },
            cancellation
        );

    /// <summary>For tests: completes when the collections match the log.</summary>
    internal Task DrainAsync(CancellationToken cancellation) => _backlog?.DrainAsync(cancellation) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_backlog is { } backlog)
                await backlog.DisposeAsync().ConfigureAwait(false);
            _backlog = null;
            _client.Dispose();
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task<LogRecord> BeginEpochAsync(CancellationToken cancellation)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            var newest = await _log.ReadNewestAsync(cancellation).ConfigureAwait(false);
            var mine = new LogRecord
            {
                Mark = new LedgerMark((newest?.Mark.Epoch ?? 0) + 1, newest?.Mark.Revision ?? 0),
                Head = newest?.Head ?? LedgerHead.Empty,
                Writer = Guid.NewGuid().ToString("N"),
                IsEpoch = true,
                Applied = newest?.Applied ?? 0,
            };
            if (await _log.PutAsync(mine, Changes.None, cancellation).ConfigureAwait(false) is null)
                continue;
            // The newest record may have been trimmed meanwhile, together with another record at this position. Then the insert decides
            // nothing.
            if (
                await _log.ReadNewestAsync(cancellation).ConfigureAwait(false) is { } now
                && (now.Writer == mine.Writer || now.Applied < mine.Position)
            )
            {
                return mine;
            }

            await _log.DeleteAsync(mine, cancellation).ConfigureAwait(false);
        }

        throw new SweepStoreException($"{_options} is taken over again and again by other processes.");
    }

    /// <summary>Applies what another writer left in the log, so that the collections are complete.</summary>
    private async Task ReplayAsync(Applier applier, long applied, long end, CancellationToken cancellation)
    {
        var some = new List<Change>();
        async Task ApplyAsync()
        {
            await applier.ApplyAsync(some, cancellation).ConfigureAwait(false);
            some.Clear();
        }

        async Task CollectAsync(Changes changes)
        {
            some.AddRange(changes.All);
            if (some.Count > AtOnce)
                await ApplyAsync().ConfigureAwait(false);
        }

        if (await _log.ReadAsync(applied, CollectAsync, cancellation).ConfigureAwait(false) is not { } last || last < end)
            throw new SweepStoreException($"{_options}: the log has a gap after position {applied}.");
        await ApplyAsync().ConfigureAwait(false);
        await _collections.WriteAppliedAsync(last, cancellation).ConfigureAwait(false);
    }

    private WriterFencedException Fenced() => new($"{_options} was taken over by another coordinator.");

    private async Task<T> WriteAsync<T>(Func<Task<T>> action, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await ExplainedAsync(action).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task<T> ExplainedAsync<T>(Func<Task<T>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (Exception error) when (MongoErrors.IsMongo(error))
        {
            throw Explain(error);
        }
    }

    private SweepStoreException Explain(Exception error) =>
        error as SweepStoreException ?? MongoErrors.Explain(error, _options.ToString(), _client);
}
