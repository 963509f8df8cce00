using MongoDB.Bson;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>
/// A replica set of two servers and an invisible third, which always follows the newest primary. The newest primary therefore has a
/// majority by itself, and an older one that has not noticed has none. Writes without a majority are rolled back when their primary steps
/// down.
/// </summary>
internal sealed class ProtocolDoubleSet : IAsyncDisposable
{
    public const string Name = "double";

    private readonly object _gate = new();
    private readonly List<(Node Node, TaskCompletionSource<BsonDocument?> Done)> _waiting = [];
    private bool _held;

    public ProtocolDoubleSet()
    {
        Primary = new ProtocolDouble(this, _gate);
        Other = new ProtocolDouble(this, _gate);
        Other.Node.IsPrimary = false;
        Primary.Node.Members = Other.Node.Members = [Primary.Address, Other.Address];
    }

    /// <summary>The newest primary.</summary>
    public ProtocolDouble Primary { get; private set; }

    /// <summary>A secondary, or the old primary of a split set.</summary>
    public ProtocolDouble Other { get; private set; }

    public string ConnectionString => $"mongodb://{Primary.Address},{Other.Address}/?replicaSet={Name}";

    /// <summary>Writes that are applied on their node and wait for a majority.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>From now on no write is replicated from the primary.</summary>
    public void HoldReplication()
    {
        lock (_gate)
        {
            _held = true;
        }
    }

    public void LetReplicate()
    {
        lock (_gate)
        {
            _held = false;
            Commit();
        }
    }

    /// <summary>
    /// Waiting replies report that the write concern was not met in time. Their writes may reach a majority later, or never.
    /// </summary>
    public void TimeOutWaiting() => End(_ => true, done => done.SetResult(CommandException.WriteConcernError(64)));

    /// <summary>The other server becomes primary, and the old one steps down at once.</summary>
    /// <param name="withWaiting">Whether the other server has the writes that wait for a majority. Their clients have had no reply
    /// yet.</param>
    public void FailOver(bool withWaiting = false)
    {
        lock (_gate)
        {
            Other.Node.State = withWaiting ? Primary.Node.State : Other.Node.State;
            Split();
            Heal();
        }
    }

    /// <summary>
    /// The other server becomes primary without the old one noticing, which still accepts writes that will never have a majority.
    /// </summary>
    public void Split()
    {
        lock (_gate)
        {
            (Primary, Other) = (Other, Primary);
            Primary.Node.Term = Other.Node.Term + 1;
            Primary.Node.IsPrimary = true;
            // A new primary brings all of its writes to a majority.
            Primary.Node.Committed = Primary.Node.State;
            _held = false;
        }
    }

    /// <summary>The old primary steps down: it adopts the newest primary's writes and loses its own that had no majority.</summary>
    public void Heal()
    {
        lock (_gate)
        {
            Other.Node.IsPrimary = false;
            Other.Node.State = Other.Node.Committed = Primary.Node.Committed;
            End(node => node == Other.Node, done => done.SetException(new CommandException(11602, "The primary has stepped down.")));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Primary.DisposeAsync();
        await Other.DisposeAsync();
    }

    internal Task<BsonDocument?> ReplicateAsync(Node node)
    {
        var done = new TaskCompletionSource<BsonDocument?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add((node, done));
        if (node == Primary.Node && !_held)
        {
            Commit();
        }

        return done.Task;
    }

    private void Commit()
    {
        var (primary, other) = (Primary.Node, Other.Node);
        primary.Committed = primary.State;
        if (!other.IsPrimary)
        {
            other.State = other.Committed = primary.State;
        }

        End(node => node == primary, done => done.SetResult(null));
    }

    private void End(Predicate<Node> which, Action<TaskCompletionSource<BsonDocument?>> end)
    {
        lock (_gate)
        {
            var ended = _waiting.FindAll(waiting => which(waiting.Node));
            _waiting.RemoveAll(waiting => which(waiting.Node));
            ended.ForEach(waiting => end(waiting.Done));
        }
    }
}
