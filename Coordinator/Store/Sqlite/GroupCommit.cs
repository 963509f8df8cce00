using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Sweep.Coordinator.Store.Sqlite;

/// <summary>
/// Does all writing, on one thread: the calls that wait are made lasting by one commit, since a commit costs as much as many
/// calls. Each is in a savepoint of its own, so that one that throws is undone alone; if the commit fails, all fail and
/// nothing has changed. A call waits for those that came before it, never for later ones.
/// </summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    /// <summary>Keeps the time of a transaction, and with it a call's, within some ten milliseconds.</summary>
    private const int MaxCalls = 500;

    private readonly Database _database;
    private readonly Action _undone;
    private readonly BlockingCollection<Call> _calls = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="undone">Called after a call or a transaction was undone, for what is remembered of it outside the database.</param>
    public GroupCommit(Database database, Action undone)
    {
        _database = database;
        _undone = undone;
        new Thread(Run) { IsBackground = true, Name = "store" }.Start();
    }

    /// <summary>The result of <paramref name="action"/>, once it lasts.</summary>
    /// <exception cref="SweepStoreException">It could not be stored.</exception>
    /// <exception cref="ObjectDisposedException"/>
    public Task<T> RunAsync<T>(Func<T> action, CancellationToken cancellation)
    {
        var call = new Call<T>(action, cancellation);
        try
        {
            _calls.Add(call, CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            throw new ObjectDisposedException(nameof(SqliteSweepStore));
        }

        return call.Task;
    }

    /// <summary>After the calls that wait.</summary>
    public async ValueTask DisposeAsync()
    {
        _calls.CompleteAdding();
        await _ended.Task.ConfigureAwait(false);
    }

    private void Run()
    {
        var batch = new List<Call>();
        foreach (var first in _calls.GetConsumingEnumerable())
        {
            batch.Add(first);
            while (batch.Count < MaxCalls && _calls.TryTake(out var next))
                batch.Add(next);
            batch.RemoveAll(call => call.IsCancelled());
            if (batch.Count > 0)
                Commit(batch);
            batch.Clear();
        }

        _ended.SetResult();
    }

    private void Commit(List<Call> batch)
    {
        try
        {
            _database.Execute("BEGIN IMMEDIATE");
            foreach (var call in batch)
                Execute(call);
            _database.Execute("COMMIT");
        }
#pragma warning disable CA1031 // whatever it is, those who wait are told
        catch (Exception error)
#pragma warning restore CA1031
        {
            _database.RollBack();
            _undone();
            foreach (var call in batch)
                call.Fail(Explain(error));
        }

        foreach (var call in batch)
            call.Finish();
    }

    /// <exception cref="SqliteException">The transaction is lost, not only the call.</exception>
    private void Execute(Call call)
    {
        _database.Execute("SAVEPOINT call");
        try
        {
            call.Execute();
        }
#pragma warning disable CA1031 // it is the caller's
        catch (Exception error) when (_database.IsInTransaction)
#pragma warning restore CA1031
        {
            _database.Execute("ROLLBACK TO call");
            _undone();
            call.Fail(Explain(error));
        }

        _database.Execute("RELEASE call");
    }

    private Exception Explain(Exception error) => error is SqliteException cause ? SqliteErrors.Explain(cause, _database.Path) : error;

    private abstract class Call
    {
        public abstract bool IsCancelled();

        public abstract void Execute();

        /// <summary>The first reason counts.</summary>
        public abstract void Fail(Exception error);

        public abstract void Finish();
    }

    private sealed class Call<T>(Func<T> action, CancellationToken cancellation) : Call
    {
        private readonly TaskCompletionSource<T> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Exception? _error;
        private T _result = default!;

        public Task<T> Task => _end.Task;

        public override bool IsCancelled() => cancellation.IsCancellationRequested && _end.TrySetCanceled(cancellation);

        public override void Execute() => _result = action();

        public override void Fail(Exception error) => _error ??= error;

        public override void Finish()
        {
            if (_error is { } error)
                _end.SetException(error);
            else
                _end.SetResult(_result);
        }
    }
}
