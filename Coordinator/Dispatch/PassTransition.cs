using Sweep.Contracts.Messages;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Notifying;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>What one pass changes in the ledger: decided and done without waiting for anything, so that all of it lasts, or none.</summary>
/// <param name="stalls">Told which sweeps do not get on; null for nobody.</param>
/// <param name="notices">Decides whom to tell of sweeps; null to tell nobody.</param>
public sealed class PassTransition(
    Hearing hearing,
    WorkerRoster roster,
    Avoidance avoidance,
    ListeningClock clock,
    DispatchOptions options,
    TimeProvider time,
    Stalls? stalls = null,
    NoticeDesk? notices = null
)
{
    /// <summary>Ready stages that are read beyond those that fit.</summary>
    private const int Spare = 32;

    private readonly StallSearch _search = new(roster, clock, options);

    /// <summary>When workers were told to give something back.</summary>
    private readonly Dictionary<Lease, long> _told = [];

    /// <summary>When all that workers have was last gone through, and the ledger's turns then.</summary>
    private (long At, long Turns)? _looked;

    /// <summary>Called by one pass at a time.</summary>
    internal PassOutcome Run(SweepLedger ledger)
    {
        var now = time.GetUtcNow();

        // 1. Pause what has spent its share.
        var paused = ledger.PauseSpent();

        // 2. Take back what silent workers held, and find what no running sweep wants. That goes through all that workers have, and so is
        //    not done in every pass.
        var isLookDue = IsLookDue(ledger);
        var (takenBack, unwanted) = isLookDue ? (TakeBack(ledger, now), FindUnwanted(ledger)) : ([], []);

        // 3. Hand out the first ready stages of each sweep to the workers that there are, and see which of them get none.
        var offers = clock.IsConnected ? roster.Offers(ledger) : [];
        var run = HandOut(ledger, offers, now);
        var stalled = isLookDue && clock.IsConnected ? _search.Find(ledger, offers, now) : null;
        if (stalled is not null)
            stalls?.Take(stalled);

        // 4. Close the sweeps in which nothing is left to do, and put by what somebody is to be told.
        var ended = ledger.CloseDone();
        notices?.Owe(ledger, paused, ended, stalled);
        return new PassOutcome
        {
            TakenBack = takenBack,
            Paused = paused,
            Unwanted = unwanted,
            Refused = roster.TakeRefused(ledger),
            Run = run,
            Ended = ended,
        };
    }

    /// <summary>At intervals, and when a sweep has ceased to run.</summary>
    private bool IsLookDue(SweepLedger ledger)
    {
        var now = time.GetTimestamp();
        if (_looked is { } last && ledger.Turns == last.Turns && time.GetElapsedTime(last.At, now) < options.Interval)
            return false;
        _looked = (now, ledger.Turns);
        return true;
    }

    /// <summary>Losing a worker is not the stage's failure, so it is not counted as one.</summary>
    private List<TakenBack> TakeBack(SweepLedger ledger, DateTimeOffset now)
    {
        var taken = new List<TakenBack>();
        foreach (var (lease, wasNamed) in hearing.FindLapsed(ledger.ReadLeases()))
        {
            string? parked = null;
            if (wasNamed)
                parked = ledger.Lapse(lease, options.MaxLosses, now);
            else
                ledger.Release(lease, new AttemptEnd("the worker never took it up"), now);
            taken.Add(new TakenBack(lease, wasNamed, parked));
        }

        return taken;
    }

    /// <summary>To one worker the same is not said more often than <see cref="DispatchOptions.Repeat"/>.</summary>
    private List<Lease> FindUnwanted(SweepLedger ledger)
    {
        var now = time.GetTimestamp();
        var unwanted = ledger.ReadUnwanted();
        foreach (var ended in _told.Keys.Except(unwanted).ToList())
            _told.Remove(ended);
        var due = unwanted
            .Where(lease => !_told.TryGetValue(lease, out var told) || time.GetElapsedTime(told, now) >= options.Repeat)
            .ToList();
        foreach (var lease in due)
            _told[lease] = now;
        return due;
    }

    /// <summary>Images that every worker with an idle slot has otherwise than they are to be: their stages must not hide those behind them.</summary>
    private static HashSet<int>? NobodysData(IReadOnlyList<WorkerOffer> offers)
    {
        var free = offers.Where(offer => offer.Free > 0).ToList();
        return free.TrueForAll(offer => offer.OtherData.Count > 0)
            ? [.. free[0].OtherData.Where(data => free.TrueForAll(offer => offer.OtherData.Contains(data)))]
            : null;
    }

    private List<(Lease Lease, RunStage Command)> HandOut(SweepLedger ledger, IReadOnlyList<WorkerOffer> offers, DateTimeOffset now)
    {
        var room = Math.Min(offers.Sum(offer => offer.Free), options.Handout);
        var run = new List<(Lease, RunStage)>();
        if (room == 0)
            return run;
        // Some more than fit, so that there is a choice among equals, and something left when sweeps share stages or avoid workers.
        var heads = ledger.ReadHeads(now, options.MaxBackOff, (2 * room) + Spare, NobodysData(offers));
        foreach (var (stage, worker) in DispatchPlan.Choose(heads, offers, avoidance.Read()).Take(options.Handout))
        {
            if (ledger.Hand(stage, worker, now) is { } command)
                run.Add((new Lease(stage, command.Attempt, worker), command));
        }

        return run;
    }
}
