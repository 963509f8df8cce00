using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>
/// The workers that are there, by what they say of themselves, and what is still to be said to each. What they were given, the ledger
/// says: whoever asks for both asks the ledger, and this within. Safe for concurrent use.
/// </summary>
public sealed class WorkerRoster(Hearing hearing, ListeningClock clock, DispatchOptions options)
{
    private static readonly HashSet<int> _none = [];
    private readonly Lock _gate = new();
    private readonly Dictionary<string, KnownWorker> _workers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<CancelStage>> _cancels = new(StringComparer.Ordinal);

    /// <summary>Every worker's id and host, by id.</summary>
    public IReadOnlyList<(string WorkerId, string Host)> Names
    {
        get
        {
            lock (_gate)
            {
                return
                [
                    .. _workers
                        .Values.OrderBy(worker => worker.Id, StringComparer.Ordinal)
                        .Select(worker => (worker.Id, worker.Status.Host)),
                ];
            }
        }
    }

    /// <summary>Every worker, by id.</summary>
    public IReadOnlyList<WorkerView> Read(SweepLedger ledger)
    {
        lock (_gate)
        {
            return
            [
                .. _workers
                    .Values.OrderBy(worker => worker.Id, StringComparer.Ordinal)
                    .Select(worker => View(worker, ledger.HeldBy(worker.Id))),
            ];
        }
    }

    /// <summary>
    /// Tells workers to take no more and to end when they have nothing left; remembered until they are gone. Returns which.
    /// </summary>
    /// <param name="target">A worker's id, a host's name, or <c>all</c>, which means those that are there now.</param>
    public IReadOnlyList<string> Drain(string target, string reason)
    {
        lock (_gate)
        {
            var meant = _workers.Values.Where(worker => target == "all" || worker.Id == target || worker.Status.Host == target).ToList();
            foreach (var worker in meant)
                (worker.Drain, worker.NeedsReply) = (reason, true);
            return [.. meant.Select(worker => worker.Id).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Takes in a status; an older one than that known changes nothing.</summary>
    /// <returns>What changed: it is new, it has ended, or perhaps more may be given, or something has to be said at once.</returns>
    public (WorkerView? Joined, WorkerView? Left, bool IsDue) Take(string workerId, WorkerStatus status)
    {
        lock (_gate)
        {
            var isNew = !_workers.TryGetValue(workerId, out var worker);
            if (status.Ended)
            {
                _workers.Remove(workerId);
                return (null, worker is null ? null : View(worker, []), !isNew);
            }

            if (isNew)
                _workers[workerId] = worker = new KnownWorker(workerId, status);
            worker!.NeedsReply = true;
            worker.HeardAt = clock.Now;
            if (!isNew && status.Sequence <= worker.Status.Sequence)
                return (null, null, false);

            var (couldWork, slots, claimed) = (!isNew && MayWork(worker), worker.Status.Slots, worker.Claimed);
            if (status.Heard > worker.Confirmed)
                (worker.Confirmed, worker.ConfirmedAt) = (status.Heard, clock.Now);
            // Somebody has mended its files.
            if (status.Data is { } data && worker.Status.Data is { } before && data.Except(before).Any())
                worker.OtherData.Clear();
            worker.Status = status;
            worker.Claimed = [.. status.Held];
            worker.IsUnchecked = true;
            foreach (var attempt in status.Held)
                hearing.Renew(new Lease(attempt.StageId, attempt.Attempt, workerId));
            var mayGain = MayWork(worker) && (!couldWork || status.Slots > slots || !claimed.IsSubsetOf(worker.Claimed));
            return (isNew ? View(worker, []) : null, null, isNew || status.Draining || mayGain);
        }
    }

    /// <summary>The worker has said that the attempt has ended there, whether it counts or not.</summary>
    public void OnEnded(Lease lease)
    {
        lock (_gate)
        {
            if (_workers.TryGetValue(lease.WorkerId, out var worker))
                worker.Claimed.Remove(new HeldAttempt(lease.StageId, lease.Attempt));
            if (_cancels.TryGetValue(lease.WorkerId, out var cancels))
                cancels.RemoveWhere(cancel => cancel.StageId == lease.StageId && cancel.Attempt == lease.Attempt);
        }
    }

    /// <summary>The worker's result of this stage was accepted: a child of it is best executed there.</summary>
    public void OnCompleted(Lease lease)
    {
        lock (_gate)
        {
            if (!_workers.TryGetValue(lease.WorkerId, out var worker))
                return;
            worker.Completed.Enqueue(lease.StageId);
            while (worker.Completed.Count > worker.Status.Slots)
                worker.Completed.Dequeue();
        }
    }

    /// <summary>The worker lacks the images of this choice, or these weights, or has others: for some time it is given no stage that needs them.</summary>
    /// <param name="choice">See <see cref="SweepLedger.ChoiceOf"/> and <see cref="SweepLedger.WeightsOf"/>.</param>
    /// <param name="problem">In one line for people.</param>
    public void OnOtherData(string workerId, int choice, string problem)
    {
        lock (_gate)
        {
            if (_workers.TryGetValue(workerId, out var worker))
                worker.OtherData[choice] = (problem, clock.Now + options.Avoidance);
        }
    }

    /// <summary>An attempt is to be ended; said with the next orders.</summary>
    public void Cancel(Lease lease, bool save)
    {
        lock (_gate)
        {
            if (!_cancels.TryGetValue(lease.WorkerId, out var cancels))
                _cancels[lease.WorkerId] = cancels = [];
            cancels.Add(new CancelStage(lease.StageId, lease.Attempt, save));
        }
    }

    /// <summary>Of each worker that is not to end, what data it has; null for one that has not told, or needs none.</summary>
    public IReadOnlyList<IReadOnlyList<string>?> ReadData()
    {
        lock (_gate)
        {
            return
            [
                .. _workers.Values.Where(worker => worker is { Drain: null, Status.Draining: false }).Select(worker => worker.Status.Data),
            ];
        }
    }

    /// <summary>Those that may be given work, now or when a slot is idle again.</summary>
    public IReadOnlyList<WorkerOffer> Offers(SweepLedger ledger)
    {
        lock (_gate)
        {
            return
            [
                .. _workers
                    .Values.Where(MayWork)
                    .OrderBy(worker => worker.Id, StringComparer.Ordinal)
                    .Select(worker => new WorkerOffer(worker.Id, Free(worker, ledger), [.. worker.Completed])
                    {
                        OtherData = OtherData(worker),
                    }),
            ];
        }
    }

    /// <summary>What workers have named since the call before and the ledger says they have not (any more): they are to drop it.</summary>
    public IReadOnlyList<Lease> TakeRefused(SweepLedger ledger)
    {
        lock (_gate)
        {
            var refused = new List<Lease>();
            foreach (var worker in _workers.Values.Where(worker => worker.IsUnchecked))
            {
                worker.IsUnchecked = false;
                refused.AddRange(worker.Claimed.Select(attempt => LeaseOf(worker, attempt)).Where(lease => !ledger.Holds(lease)));
            }

            return refused;
        }
    }

    /// <summary>Forgets the workers that have been silent for longer than a lease; returns them.</summary>
    public IReadOnlyList<WorkerView> Forget()
    {
        lock (_gate)
        {
            List<KnownWorker>? gone = null;
            foreach (var worker in _workers.Values)
            {
                if (clock.Now - worker.HeardAt > options.Lease)
                    (gone ??= []).Add(worker);
            }

            foreach (var worker in gone ?? [])
                _workers.Remove(worker.Id);
            return gone is null ? [] : [.. gone.Select(worker => View(worker, []))];
        }
    }

    /// <summary>What is to be said to each worker, by its id: answers to its statuses, attempts to end, and these stages to run.</summary>
    public IReadOnlyDictionary<string, WorkerOrders> TakeOrders(IReadOnlyDictionary<string, List<RunStage>> run)
    {
        lock (_gate)
        {
            var orders = new Dictionary<string, WorkerOrders>(StringComparer.Ordinal);
            foreach (var worker in _workers.Values.Where(worker => worker.NeedsReply))
            {
                orders[worker.Id] = new WorkerOrders();
                worker.NeedsReply = false;
            }

            foreach (var (worker, stages) in run)
                orders[worker] = orders.GetValueOrDefault(worker, new WorkerOrders()) with { Run = stages };
            foreach (var (worker, cancels) in _cancels)
                orders[worker] = orders.GetValueOrDefault(worker, new WorkerOrders()) with { Cancel = [.. cancels] };
            _cancels.Clear();
            foreach (var id in orders.Keys.ToList())
            {
                if (_workers.TryGetValue(id, out var worker))
                    orders[id] = orders[id] with { Heard = worker.Status.Sequence, Drain = worker.Drain };
            }

            return orders;
        }
    }

    private bool Hears(KnownWorker worker) => worker.ConfirmedAt is { } at && clock.Now - at <= options.DeafAfter;

    private bool MayWork(KnownWorker worker) =>
        worker.Status is { Accepting: true, Draining: false } && worker.Drain is null && Hears(worker);

    /// <summary>What a worker says is wrong with its images of a choice, or with its weights; null when none has said anything.</summary>
    public string? DataProblemOf(int choice)
    {
        lock (_gate)
        {
            return _workers
                .Values.Select(worker => worker.OtherData.GetValueOrDefault(choice).Problem)
                .FirstOrDefault(problem => problem is not null);
        }
    }

    /// <summary>Somebody may have mended its files since.</summary>
    private HashSet<int> OtherData(KnownWorker worker)
    {
        foreach (var (choice, (_, ends)) in worker.OtherData)
        {
            if (ends <= clock.Now)
                worker.OtherData.Remove(choice);
        }

        return worker.OtherData.Count == 0 ? _none : worker.OtherData.Keys.ToHashSet();
    }

    /// <summary>A slot is occupied by what the worker was given, and by what it says it has although it is not its any more.</summary>
    private static int Free(KnownWorker worker, SweepLedger ledger) =>
        Math.Max(
            0,
            worker.Status.Slots - ledger.CountHeldBy(worker.Id) - worker.Claimed.Count(attempt => !ledger.Holds(LeaseOf(worker, attempt)))
        );

    private static Lease LeaseOf(KnownWorker worker, HeldAttempt attempt) => new(attempt.StageId, attempt.Attempt, worker.Id);

    private WorkerView View(KnownWorker worker, IEnumerable<HeldAttempt> given) =>
        new()
        {
            WorkerId = worker.Id,
            Status = worker.Status,
            Occupied = [.. given.Union(worker.Claimed)],
            Silence = clock.Now - worker.HeardAt,
            HearsOrders = Hears(worker),
            IsSilent = clock.Now - worker.HeardAt > options.OrderPatience,
            DrainReason = worker.Drain,
            DataProblem = worker.OtherData.Count == 0 ? null : worker.OtherData.Values.First().Problem,
        };

    private sealed class KnownWorker(string id, WorkerStatus status)
    {
        public string Id { get; } = id;

        public WorkerStatus Status { get; set; } = status;

        /// <summary>Of its last status, in the time of the listening clock; so are the others.</summary>
        public TimeSpan HeardAt { get; set; }

        /// <summary>Its status that it knows we heard: our orders reach it.</summary>
        public long Confirmed { get; set; }

        public TimeSpan? ConfirmedAt { get; set; }

        /// <summary>What it says it has, but for what it has reported the end of since.</summary>
        public HashSet<HeldAttempt> Claimed { get; set; } = [];

        /// <summary>What it claims was not held against the ledger yet.</summary>
        public bool IsUnchecked { get; set; }

        public Queue<StageId> Completed { get; } = [];

        /// <summary>By choice of images that it has otherwise: how, and until when that is believed.</summary>
        public Dictionary<int, (string Problem, TimeSpan Ends)> OtherData { get; } = [];

        /// <summary>A status is not answered yet, or it does not know yet that it is to drain.</summary>
        public bool NeedsReply { get; set; }

        /// <summary>Why it is to drain, said with everything that is said to it; null when it is not.</summary>
        public string? Drain { get; set; }
    }
}
