namespace Sweep.Hosting.Transport;

/// <summary>
/// Notices that no message reaches this process although the broker accepts what it sends. Such a process looks healthy and does nothing.
/// When nothing has arrived for a while, it sends a message to itself. It counts beats rather than time, so that a process that was
/// stopped, or a broker that is away, is not mistaken for a deaf process. This class is safe for concurrent use.
/// </summary>
/// <param name="send">Sends a message to this process itself, and returns when the broker has it.</param>
/// <param name="limit">How many such messages, one a beat, may stay unanswered before the process counts as deaf.</param>
public sealed class SelfEcho(Func<CancellationToken, Task> send, int limit, TimeProvider time)
{
    /// <summary>The header that distinguishes such a message from others.</summary>
    public const string Header = "sweep-echo";

    /// <summary>The longest wait for the broker. If it takes longer, it counts as away.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private Task _sending = Task.CompletedTask;
    private bool _hasArrived = true;
    private int _atWork;
    private int _unanswered;

    /// <summary>The number of messages to itself that the broker accepted since the last message arrived.</summary>
    public int Unanswered
    {
        get
        {
            lock (_gate)
                return _unanswered;
        }
    }

    /// <summary>The send that is under way, for tests.</summary>
    internal Task Sending
    {
        get
        {
            lock (_gate)
                return _sending;
        }
    }

    public bool IsDeaf => Unanswered >= limit;

    /// <summary>
    /// Notes that a message has arrived. Until <see cref="Finish"/> no other is expected: this one may hold up those behind it.
    /// </summary>
    public void Arrive()
    {
        lock (_gate)
            (_hasArrived, _unanswered, _atWork) = (true, 0, _atWork + 1);
    }

    /// <summary>Notes that a message has been processed.</summary>
    public void Finish()
    {
        lock (_gate)
            _atWork--;
    }

    /// <summary>Checks whether anything has arrived. The program calls it at intervals, and it returns at once.</summary>
    public void Beat()
    {
        lock (_gate)
        {
            if (!_hasArrived && _atWork == 0 && _sending.IsCompleted)
                _sending = SendAsync();
            _hasArrived = false;
        }
    }

    private async Task SendAsync()
    {
        await Task.Yield();
        try
        {
            using var patience = new CancellationTokenSource(_patience, time);
            await send(patience.Token).WaitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The broker is away, which BrokerLog reports. Whether messages would arrive is unknown.
            return;
        }

        lock (_gate)
        {
            if (!_hasArrived)
                _unanswered++;
        }
    }
}
