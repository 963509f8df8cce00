namespace Sweep.Hosting.Transport;

/// <summary>
/// Notices that nothing reaches this process although the broker takes what it sends, which is how a process looks healthy and does
/// nothing: when nothing has arrived for a while, it sends a message to itself. Counted in beats, so that a process that was stopped, or
/// a broker that is away, is not taken for deafness. Safe for concurrent use.
/// </summary>
/// <param name="send">Returns when the broker has taken a message that is to come back to this process.</param>
/// <param name="limit">Messages that the broker took, one a beat, after which a process that nothing reaches is deaf.</param>
public sealed class SelfEcho(Func<CancellationToken, Task> send, int limit, TimeProvider time)
{
    /// <summary>Header of such a message, where it has to be told from others.</summary>
    public const string Header = "sweep-echo";

    /// <summary>A broker that takes longer counts as away.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private Task _sending = Task.CompletedTask;
    private bool _hasArrived = true;
    private int _atWork;
    private int _unanswered;

    /// <summary>Messages to itself that the broker took since anything arrived.</summary>
    public int Unanswered
    {
        get
        {
            lock (_gate)
                return _unanswered;
        }
    }

    /// <summary>What is on its way, for tests.</summary>
    internal Task Sending
    {
        get
        {
            lock (_gate)
                return _sending;
        }
    }

    public bool IsDeaf => Unanswered >= limit;

    /// <summary>A message has come, whatever it is. Until <see cref="Finish"/> no other is waited for: it may hold up those behind it.</summary>
    public void Arrive()
    {
        lock (_gate)
            (_hasArrived, _unanswered, _atWork) = (true, 0, _atWork + 1);
    }

    /// <summary>It is dealt with.</summary>
    public void Finish()
    {
        lock (_gate)
            _atWork--;
    }

    /// <summary>To be called at intervals. Returns at once.</summary>
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
            // The broker is away, which others tell: nothing is known of what would arrive.
            return;
        }

        lock (_gate)
        {
            if (!_hasArrived)
                _unanswered++;
        }
    }
}
