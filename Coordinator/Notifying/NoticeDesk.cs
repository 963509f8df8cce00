using System.Globalization;
using Sweep.Contracts;
using Sweep.Contracts.Spec;
using Sweep.Contracts.States;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Notifying;

/// <summary>Decides which notices to send as part of the transition that causes them, so that the two are stored together.</summary>
public sealed class NoticeDesk
{
    private readonly NotifyOptions _options;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, DateTimeOffset> _stalled = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, string> _stalls = new Dictionary<string, string>();

    public NoticeDesk(NotifyOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        Operator = options.ReadOperator();
    }

    /// <summary>The webhook that receives notices of every sweep; null for none.</summary>
    public Webhook? Operator { get; }

    /// <summary>Set when there is a notice to deliver.</summary>
    internal DispatchSignal Signal { get; } = new();

    /// <param name="spent">Sweeps that were paused because their worker time is used up.</param>
    /// <param name="stalls">Stalled sweeps with the reason; null when stalls were not examined.</param>
    internal void Owe(
        SweepLedger ledger,
        IReadOnlyList<SpentSweep> spent,
        IReadOnlyList<EndedSweep> ended,
        IReadOnlyDictionary<string, string>? stalls
    )
    {
        foreach (var sweep in spent)
        {
            Owe(
                ledger,
                sweep.Name,
                NoticeKind.Budget,
                record =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Sweep {sweep.Name} is paused: it has used {sweep.Spent.TotalHours:0.##} of its {sweep.GpuHours:0.##} GPU-hours, with {record.Done} done."
                    )
            );
        }

        foreach (var sweep in ended)
        {
            if (sweep.State == SweepState.Completed)
            {
                Owe(
                    ledger,
                    sweep.Name,
                    NoticeKind.Completed,
                    record =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"Sweep {sweep.Name} is completed: {record.All}, {record.Spent.TotalHours:0.##} h of workers."
                        )
                );
            }
            else
            {
                Owe(
                    ledger,
                    sweep.Name,
                    NoticeKind.Failed,
                    record =>
                        $"Sweep {sweep.Name} has failed: {record.Failed} of {record.All} failed. sweep failures {sweep.Name} says why."
                );
            }
        }

        if (stalls is not null)
            OweStalls(ledger, stalls);
    }

    private void OweStalls(SweepLedger ledger, IReadOnlyDictionary<string, string> stalls)
    {
        var now = _time.GetUtcNow();
        foreach (var (sweep, reason) in stalls)
        {
            if (_stalls.ContainsKey(sweep) || (_stalled.TryGetValue(sweep, out var last) && now - last < _options.StallQuiet))
                continue;
            _stalled[sweep] = now;
            Owe(ledger, sweep, NoticeKind.Stalled, _ => $"Sweep {sweep} is stalled: {reason}");
        }

        foreach (
            var sweep in _stalled.Keys.Where(sweep => !stalls.ContainsKey(sweep) && now - _stalled[sweep] >= _options.StallQuiet).ToList()
        )
        {
            _stalled.Remove(sweep);
        }

        _stalls = stalls;
    }

    private void Owe(SweepLedger ledger, string name, NoticeKind kind, Func<Standing, string> text)
    {
        if (ledger.FindSweep(name) is not { } sweep)
            return;
        var standing = new Standing(ledger.Count(name), sweep.Spent);
        foreach (var isForOperator in (ReadOnlySpan<bool>)[true, false])
        {
            if (isForOperator ? Operator is null : sweep.About.Notify?.On.Contains(kind) is not true)
                continue;
            var now = _time.GetUtcNow();
            ledger.AddNotice(
                name,
                new OwedNotice
                {
                    Id = Guid.CreateVersion7(now).ToString(),
                    Kind = kind,
                    IsForOperator = isForOperator,
                    Time = now,
                    Text = text(standing),
                    Trials = standing.Counts.Total.Trials,
                    TrialsCompleted = standing.Counts[StageState.Completed].Trials,
                    TrialsFailed = standing.Counts.Failed.Trials,
                    Spent = sweep.Spent,
                }
            );
            Signal.Set();
        }
    }

    private sealed record Standing(SweepCounts Counts, TimeSpan Spent)
    {
        public string All => Counted.Of(Counts.Total.Trials, "trial");

        public string Done => $"{Counts[StageState.Completed].Trials} of {All}";

        public long Failed => Counts.Failed.Trials;
    }
}
