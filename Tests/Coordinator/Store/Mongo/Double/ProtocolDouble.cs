using System.Net;
using System.Net.Sockets;
using MongoDB.Bson;

namespace Sweep.Tests.Coordinator.Store.Mongo.Double;

/// <summary>
/// A small server that speaks MongoDB's protocol, keeps its documents in memory and fails on demand. It shows how the adapter reacts to
/// what a server replies or omits, never what MongoDB does: it was written from MongoDB's manual by the same people as the adapter. It
/// refuses every command, field, operator and option that it does not implement.
/// <para>Alone it is a standalone server; a <see cref="ProtocolDoubleSet"/> has two of them.</para>
/// </summary>
internal sealed class ProtocolDouble : IAsyncDisposable
{
    private readonly ProtocolDoubleSet? _set;
    private readonly object _gate;
    private readonly int _port;
    private readonly List<Failpoint> _failpoints = [];
    private readonly List<Request> _received = [];
    private readonly List<Task> _running = [];
    private readonly CancellationTokenSource _disposed = new();
    private CancellationTokenSource _stopped = new();
    private Socket? _listener;
    private Socket? _reserved;

    public ProtocolDouble()
        : this(null, new object()) { }

    /// <param name="gate">Members of a set share one gate, because a write to one changes the other.</param>
    internal ProtocolDouble(ProtocolDoubleSet? set, object gate)
    {
        _set = set;
        _gate = gate;
        _reserved = Reserve(0);
        _port = ((IPEndPoint)_reserved.LocalEndPoint!).Port;
        Node = new Node(Address, set is not null);
        StartAgain();
    }

    public string Address => $"127.0.0.1:{_port}";

    public string ConnectionString => $"mongodb://{Address}";

    /// <summary>Cursors that clients opened and have neither exhausted nor closed.</summary>
    public int OpenCursors => Locked(() => Node.Cursors.Open);

    /// <summary>The commands received so far, in order, without those by which clients monitor the server.</summary>
    public IReadOnlyList<BsonDocument> Received => Locked(() => _received.ConvertAll(request => request.Command));

    internal Node Node { get; }

    /// <summary>The server's own documents, in the order of their keys.</summary>
    public IReadOnlyList<BsonDocument> Documents(string database, string collection) =>
        Locked(() => Node.State.Collection($"{database}.{collection}").Documents.Values.ToList());

    /// <param name="occurrence">The first command to affect, counted from now: one is the next.</param>
    /// <param name="times">How many commands are affected from there on.</param>
    public Failpoint Fail(Effect effect, Moment moment, string command, string? collection = null, int occurrence = 1, int times = 1)
    {
        if (effect is Effect.DuplicateKey && command is not ("insert" or "update"))
        {
            throw new ArgumentException($"The command '{command}' has no key that could be a duplicate.", nameof(command));
        }

        var failpoint = new Failpoint(effect, moment, command, collection, occurrence, times);
        Locked(() => _failpoints.Add(failpoint));
        return failpoint;
    }

    /// <summary>Closes every connection and accepts no others, as if the server's process had ended. Stored documents stay.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped.Cancel();
            _listener?.Dispose();
            _listener = null;
            _reserved ??= Reserve(_port);
            Node.Cursors.Clear();
        }
    }

    /// <summary>Starts again on the same port.</summary>
    public void StartAgain()
    {
        lock (_gate)
        {
            // Reuses the socket that reserved the port; otherwise another program could take it in between.
            (_listener, _reserved) = (_reserved ?? Reserve(_port), null);
            _stopped = new CancellationTokenSource();
            _listener.Listen();
            _running.Add(AcceptAsync(_listener, _stopped.Token));
        }
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        await _disposed.CancelAsync();
        foreach (var task in Locked(_running.ToList))
        {
            await task;
        }

        _reserved?.Dispose();
    }

    /// <summary>Creates a socket that does not listen: it refuses every client and reserves the port.</summary>
    private static Socket Reserve(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }

    private async Task AcceptAsync(Socket listener, CancellationToken stopped)
    {
        try
        {
            while (true)
            {
                var client = new TcpClient { Client = await listener.AcceptAsync(stopped), NoDelay = true };
                Locked(() => _running.Add(ServeAsync(client, stopped)));
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or SocketException or ObjectDisposedException) { }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken stopped)
    {
        await Task.Yield();
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                while (true)
                {
                    var request = await Message.ReadAsync(stream, stopped);
                    var failpoint = Locked(() => Receive(request));
                    var reply = failpoint is null
                        ? await ApplyAsync(request, stopped)
                        : await failpoint.PassAsync(request, token => ApplyAsync(request, token), client.Close, stopped, _disposed.Token);
                    if (reply is null)
                    {
                        return;
                    }

                    await Message.WriteAsync(stream, request, reply, stopped);
                }
            }
            catch (Exception gone)
                when (gone is OperationCanceledException or IOException or InvalidDataException or ObjectDisposedException) { }
        }
    }

    private Failpoint? Receive(Request request)
    {
        if (request.Name is not ("hello" or "isMaster" or "ismaster" or "ping" or "endSessions"))
        {
            _received.Add(request);
        }

        // Every failpoint counts the command, even if another affects it.
        return _failpoints.Where(failpoint => failpoint.Strikes(request)).ToList().FirstOrDefault();
    }

    /// <exception cref="OperationCanceledException">The server has stopped; the command is not applied.</exception>
    private async Task<BsonDocument> ApplyAsync(Request request, CancellationToken stopped)
    {
        try
        {
            var (reply, replicated) = Locked(() =>
            {
                stopped.ThrowIfCancellationRequested();
                return _listener is null ? throw new OperationCanceledException() : (Node.Run(request), Replicate(request));
            });
            return await replicated.WaitAsync(stopped) is { } error ? reply.Add("writeConcernError", error) : reply;
        }
        catch (CommandException refused)
        {
            return refused.Reply(request);
        }
        catch (Exception mistake) when (mistake is not OperationCanceledException)
        {
            return new CommandException(1, $"The protocol double failed: {mistake}").Reply(request);
        }
    }

    /// <summary>Completes with a write concern error, or with null once a majority has the node's writes.</summary>
    private Task<BsonDocument?> Replicate(Request request)
    {
        if (request.IsWrite && _set is not null)
        {
            return _set.ReplicateAsync(Node);
        }

        Node.Committed = _set is null ? Node.State : Node.Committed;
        return Task.FromResult<BsonDocument?>(null);
    }

    private T Locked<T>(Func<T> action)
    {
        lock (_gate)
        {
            return action();
        }
    }

    private void Locked(Action action)
    {
        lock (_gate)
        {
            action();
        }
    }
}
