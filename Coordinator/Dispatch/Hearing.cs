using System.Collections.Concurrent;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>
/// When each attempt was last heard of, in the time of a <see cref="ListeningClock"/>. Which attempts there are is the ledger's to say:
/// one that is in it and not here was handed out before this process began, and has all the time that a worker has. Safe for concurrent use.
/// </summary>
public sealed class Hearing(ListeningClock clock, DispatchOptions options)
{
    private readonly ConcurrentDictionary<Lease, Heard> _attempts = new();

    /// <summary>Before the order is sent. Its worker has not named it yet, and has less time for that.</summary>
    public void Expect(Lease lease) => _attempts[lease] = new Heard(clock.Now, IsNamed: false);

    /// <summary>The worker has said that it has the attempt, whether or not it still counts.</summary>
    public void Renew(Lease lease) => _attempts[lease] = new Heard(clock.Now, IsNamed: true);

    /// <summary>The attempt has ended.</summary>
    public void Forget(Lease lease) => _attempts.TryRemove(lease, out _);

    /// <summary>Which of these have lapsed, and whether their workers ever named them. All others but these are forgotten.</summary>
    /// <param name="held">What workers have.</param>
    public IReadOnlyList<(Lease Lease, bool WasNamed)> FindLapsed(IReadOnlyCollection<Lease> held)
    {
        var now = clock.Now;
        var lapsed = new List<(Lease, bool)>();
        foreach (var lease in held)
        {
            var heard = _attempts.GetOrAdd(lease, new Heard(now, IsNamed: true));
            if (now - heard.At >= (heard.IsNamed ? options.Lease : options.OrderPatience))
                lapsed.Add((lease, heard.IsNamed));
        }

        if (_attempts.Count > held.Count)
        {
            var known = held.ToHashSet();
            foreach (var lease in _attempts.Keys)
            {
                if (!known.Contains(lease))
                    Forget(lease);
            }
        }

        return lapsed;
    }

    private readonly record struct Heard(TimeSpan At, bool IsNamed);
}
