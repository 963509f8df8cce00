using MongoDB.Bson;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>Affects some of the commands with a name, counted from when it was set.</summary>
internal sealed class Failpoint(Effect effect, Moment moment, string command, string? collection, int occurrence, int times)
{
    /// <summary>Bounds a failing test only.</summary>
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(2);

    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<BsonDocument> _applied = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _seen;

    /// <summary>Completes when the first command is affected.</summary>
    public Task Reached => _reached.Task.WaitAsync(_deadline);

    /// <summary>The reply to the first affected command that was applied, whether or not anybody received it.</summary>
    public Task<BsonDocument> Applied => _applied.Task.WaitAsync(_deadline);

    /// <summary>Releases commands that are held or delivered late, and those affected later.</summary>
    public void Release() => _released.TrySetResult();

    public bool Strikes(Request request) =>
        request.Name == command
        && (collection is null || request.Collection.EndsWith("." + collection, StringComparison.Ordinal))
        && Interlocked.Increment(ref _seen) is var seen
        && seen >= occurrence
        && seen - occurrence < times;

    /// <summary>The reply; null when the connection is to be closed.</summary>
    /// <param name="apply">Applies the command, unless the token has been cancelled.</param>
    public async Task<BsonDocument?> PassAsync(
        Request request,
        Func<CancellationToken, Task<BsonDocument>> apply,
        Action cut,
        CancellationToken stopped,
        CancellationToken disposed
    )
    {
        _reached.TrySetResult();
        switch (effect)
        {
            case Effect.DeliverLate:
                cut();
                await _released.Task.WaitAsync(disposed);
                await ApplyAsync(disposed);
                return null;
            case Effect.Hold when moment == Moment.BeforeApplying:
                await _released.Task.WaitAsync(stopped);
                return await ApplyAsync(stopped);
            case Effect.WriteConcernError(var code):
                return (await ApplyAsync(stopped)).Add("writeConcernError", CommandException.WriteConcernError(code));
        }

        var reply = moment == Moment.AfterApplying ? await ApplyAsync(stopped) : null;
        switch (effect)
        {
            case Effect.Hold:
                await _released.Task.WaitAsync(stopped);
                return reply;
            case Effect.Error(var code):
                return new CommandException(code, "The protocol double was told to say so.").Reply(request);
            case Effect.DuplicateKey:
                var id = FirstKey(request);
                var error = CommandException.DuplicateKey(
                    request.Collection,
                    "_id_",
                    new BsonDocument("_id", 1),
                    new BsonDocument("_id", id)
                );
                return new BsonDocument
                {
                    { "n", 0 },
                    {
                        "writeErrors",
                        new BsonArray { error.WriteError(0) }
                    },
                    { "ok", 1.0 },
                };
            default:
                return null;
        }

        async Task<BsonDocument> ApplyAsync(CancellationToken token)
        {
            var applied = await apply(token);
            _applied.TrySetResult(applied.DeepClone().AsBsonDocument);
            return applied;
        }
    }

    private static BsonValue FirstKey(Request request) =>
        request.Name == "insert" ? request.Command["documents"][0]["_id"] : request.Command["updates"][0]["q"]["_id"];
}
