using MongoDB.Driver;

namespace Sweep.Coordinator.Store.Mongo;

/// <summary>
/// The cluster's store: a database of a server that speaks MongoDB's protocol, without transactions. A batch is stored when it is in the
/// <see cref="Mongo.Log"/>; a <see cref="Backlog"/> applies it to the collections behind that, and readers put over what they find there
/// what the log has beyond it. So nothing is ever waited for, and processes that only read need no right to write.
/// </summary>
public sealed partial class MongoLedgerStore : ILedgerStore
{
    private const int Tries = 100;

    private readonly MongoStoreOptions _options;
    private readonly MongoClient _client;
    private readonly Collections _collections;
    private readonly Log _log;

    /// <summary>Writing is one call at a time; null until the store is taken over.</summary>
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

    /// <summary>Opens the store, or makes it unless <see cref="MongoStoreOptions.ReadOnly"/>.</summary>
    /// <exception cref="SweepStoreException">The server is away or refuses, or the database is foreign, of another version, or cannot be read.</exception>
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
                    await _log.PutAsync(record, Changes.Of(batch, record.Position), cancellation).ConfigureAwait(false) ?? throw Fenced();
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

    /// <summary>For tests: ends when the collections are what the log says.</summary>
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
            // What was newest may have been trimmed meanwhile, together with what had this position after it: then it decides nothing.
            if (
                await _log.ReadNewestAsync(cancellation).ConfigureAwait(false) is { } now
                && (now.Writer == mine.Writer || now.Applied < mine.Position)
            )
            {
                return mine;
            }

            await _log.DeleteAsync(mine, cancellation).ConfigureAwait(false);
        }

        throw new SweepStoreException($"{_options} is being taken over by others all the time.");
    }

    /// <summary>Applies what another writer left, so that nothing is to be put over what the collections have.</summary>
    private async Task ReplayAsync(Applier applier, long applied, long end, CancellationToken cancellation)
    {
        var some = new List<Change>();
        async Task ApplyAsync()
        {
            await applier.ApplyAsync(some, cancellation).ConfigureAwait(false);
            some.Clear();
        }

        async Task Take(Changes changes)
        {
            some.AddRange(changes.All);
            if (some.Count > AtOnce)
                await ApplyAsync().ConfigureAwait(false);
        }

        if (await _log.ReadAsync(applied, Take, cancellation).ConfigureAwait(false) is not { } last || last < end)
            throw new SweepStoreException($"{_options} lacks something of its log after position {applied}.");
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
