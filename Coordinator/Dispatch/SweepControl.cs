using Sweep.Contracts;
using Sweep.Contracts.Spec;
using Sweep.Contracts.Spec.Values;
using Sweep.Contracts.States;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Notifying;
using Sweep.Coordinator.Planning;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>
/// What users do to sweeps. Each member says in one line what it did; asking again for what is already so does nothing
/// and says so. Running ⇄ paused by pause and resume; cancel ends either; only retry brings a cancelled or failed sweep back. Safe
/// for concurrent use.
/// </summary>
/// <exception cref="SweepControlException">By any member: it was not done.</exception>
/// <exception cref="SweepStoreException">By any member: the store does not work.</exception>
public sealed class SweepControl(
    SweepFinder sweeps,
    DispatchSignal signal,
    LedgerKeeper keeper,
    IClusterState cluster,
    WebhookPolicy webhooks,
    IEnumerable<IDispatchObserver> observers,
    TimeProvider time
)
{
    private const int LowestPriority = 0;
    private const int HighestPriority = 9;

    /// <exception cref="SweepControlException">With all that is wrong with it.</exception>
    public static SweepSpec Read(string spec)
    {
        var reading = SpecReading.Read(spec);
        return reading.Spec
            ?? throw new SweepControlException(
                ControlFault.Invalid,
                $"The spec has {reading.Problems.Count} problem(s); the first: {reading.Problems[0]}"
            )
            {
                Problems = reading.Problems,
            };
    }

    /// <param name="name">What the sweep is called; null for the spec's own name.</param>
    /// <param name="replace">Whether a sweep of this name with another spec is forgotten for it, in whatever state.</param>
    /// <param name="extend">Whether a sweep of this name, all of whose trials are in this one, grows into it.</param>
    public async Task<SubmitReply> SubmitAsync(string spec, string? name, bool replace, bool extend, CancellationToken cancellation)
    {
        var sound = Read(spec);
        name ??= sound.Name;
        if (!new SweepName().TryParse(name, out _))
        {
            throw new SweepControlException(
                ControlFault.Invalid,
                $"'{name}' cannot be a sweep's name: expected {new SweepName().Expected}."
            );
        }

        var known = await sweeps.TryFindAsync(name, cancellation).ConfigureAwait(false);
        if (known?.SpecHash == sound.Hash)
            return IsThere(known);
        sound = webhooks.Check(sound, known?.About);
        var tree = await Task.Run(() => Expansion.Expand(sound), cancellation).ConfigureAwait(false);
        var change = known is null
            ? null
            : await Task.Run(() => SpecComparison.Of(known.SpecText, tree), cancellation).ConfigureAwait(false);
        if (known is not null && change is { IsSame: true })
        {
            if (known.About != sound.About)
                await keeper.ChangeAsync(ledger => ledger.SetAbout(name, sound.About), cancellation).ConfigureAwait(false);
            return IsThere(known);
        }

        if (known is not null && !replace && (!extend || change is not { IsGrowth: true }))
            throw new SweepControlException(ControlFault.Exists, Resubmission.Refuse(name, change, extend));
        var isGrown = extend && change is { IsGrowth: true };
        var begun = await SearchedTrials
            .BeginAsync(tree, isGrown ? name : null, new SweepReader(keeper), cancellation)
            .ConfigureAwait(false);
        var prepared = await Task.Run(() => Submission.Prepare(begun, name), cancellation).ConfigureAwait(false);
        prepared = prepared with { Sweep = prepared.Sweep with { IsGrown = isGrown } };
        foreach (var observer in observers)
            observer.OnSubmitting(prepared.Stages.Where(stage => stage.Parent < 0).Select(stage => stage.Id));
        var outcome = await keeper.SubmitAsync(prepared, replace || isGrown, time.GetUtcNow(), cancellation).ConfigureAwait(false);
        signal.Set();
        var reply = outcome switch
        {
            SubmitOutcome.Submitted when isGrown => new SubmitReply(name, IsNew: true, $"Extended sweep {name}: {change}."),
            SubmitOutcome.Submitted => new SubmitReply(name, IsNew: true, $"Submitted sweep {name}: {Describe(begun, tree)}."),
            SubmitOutcome.IsThere => new SubmitReply(name, IsNew: false, $"Sweep {name} was submitted before."),
            _ => throw new SweepControlException(ControlFault.Exists, Resubmission.Refuse(name, null, extend)),
        };
        return reply with { Warning = DataOnWorkers.Of(tree, cluster.ReadData()).Warning };
    }

    private static SubmitReply IsThere(SweepRecord known) =>
        new(known.Name, IsNew: false, $"Sweep {known.Name} was submitted before, and is {Describe(known.State)}.");

    /// <summary>Nothing more of it is handed out, and workers save what they are at and give it back.</summary>
    public async Task<string> PauseAsync(string name, CancellationToken cancellation)
    {
        var sweep = await sweeps.FindAsync(name, cancellation).ConfigureAwait(false);
        return sweep.State switch
        {
            SweepState.Paused => $"Sweep {name} is paused already.",
            SweepState.Running => await MoveAsync(
                    sweep,
                    SweepState.Paused,
                    $"Paused sweep {name}: workers save what they are at. sweep resume {name} goes on.",
                    cancellation
                )
                .ConfigureAwait(false),
            _ => throw await RefuseAsync(sweep, "paused", [SweepState.Running], null, cancellation).ConfigureAwait(false),
        };
    }

    /// <summary>A paused sweep goes on.</summary>
    public async Task<string> ResumeAsync(string name, CancellationToken cancellation)
    {
        var sweep = await sweeps.FindAsync(name, cancellation).ConfigureAwait(false);
        return sweep.State switch
        {
            SweepState.Running => $"Sweep {name} is running already.",
            SweepState.Paused when sweep.GpuHours is { } limit && sweep.Spent.TotalHours >= limit => throw new SweepControlException(
                ControlFault.WrongState,
                FormattableString.Invariant(
                    $"Sweep {name} has used {sweep.Spent.TotalHours:0.##} of its {limit:0.##} GPU-hours. Submit it under another name with a higher limits.gpu-hours: what is done is not run again."
                )
            ),
            SweepState.Paused => await MoveAsync(sweep, SweepState.Running, $"Sweep {name} goes on.", cancellation).ConfigureAwait(false),
            _ => throw await RefuseAsync(sweep, "resumed", [SweepState.Paused], Retryable(sweep), cancellation).ConfigureAwait(false),
        };
    }

    /// <summary>The rest of it is given up; results stay.</summary>
    public async Task<string> CancelAsync(string name, CancellationToken cancellation)
    {
        var sweep = await sweeps.FindAsync(name, cancellation).ConfigureAwait(false);
        return sweep.State switch
        {
            SweepState.Cancelled => $"Sweep {name} is cancelled already.",
            SweepState.Running or SweepState.Paused => await MoveAsync(
                    sweep,
                    SweepState.Cancelled,
                    $"Cancelled sweep {name}: its results so far stay. sweep retry {name} takes it up again.",
                    cancellation
                )
                .ConfigureAwait(false),
            _ => throw await RefuseAsync(sweep, "cancelled", [SweepState.Running, SweepState.Paused], null, cancellation)
                .ConfigureAwait(false),
        };
    }

    /// <summary>What failed is tried again, its failures forgotten; a cancelled sweep is taken up again.</summary>
    /// <param name="trial">One trial alone, as <see cref="SweepFinder.FindStageAsync"/> finds it; empty for all.</param>
    public async Task<string> RetryAsync(string name, string trial, CancellationToken cancellation)
    {
        var sweep = await sweeps.FindAsync(name, cancellation).ConfigureAwait(false);
        if (
            sweep.State is not (SweepState.Failed or SweepState.Cancelled or SweepState.Running)
            && (trial.Length == 0 || sweep.State != SweepState.Completed)
        )
        {
            throw await RefuseAsync(
                    sweep,
                    "retried",
                    [SweepState.Failed, SweepState.Cancelled, SweepState.Running],
                    sweep.State == SweepState.Paused ? $"sweep resume {name} goes on with it" : null,
                    cancellation
                )
                .ConfigureAwait(false);
        }

        if (trial.Length > 0)
            return await RetryAsync(sweep, trial, cancellation).ConfigureAwait(false);

        // In one step: a running sweep in which everything is parked is closed.
        var retried = await keeper
            .ChangeLoadedAsync<int?>(
                name,
                ledger => ledger.SetState(name, sweep.State, SweepState.Running) ? ledger.RetryParked(name) : null,
                cancellation
            )
            .ConfigureAwait(false);
        signal.Set();
        if (retried is not { } parked)
            throw Changed(sweep);
        return $"{(sweep.State == SweepState.Running ? "" : $"Sweep {name} runs again. ")}{(parked == 0 ? "No stage had failed" : $"Trying {Counted.Of(parked, "failed stage")} again")}.";
    }

    /// <summary>What else has failed stays so. A result is never replaced, so what is completed is not run again.</summary>
    private async Task<string> RetryAsync(SweepRecord sweep, string trial, CancellationToken cancellation)
    {
        if (sweep.State == SweepState.Cancelled)
        {
            throw new SweepControlException(
                ControlFault.WrongState,
                $"Sweep {sweep.Name} is cancelled: sweep retry {sweep.Name} takes up all of it, and not one trial alone."
            );
        }

        var stage = await sweeps.FindStageAsync(sweep.Name, trial, cancellation).ConfigureAwait(false);
        var (parked, before) = await keeper
            .ChangeLoadedAsync(
                sweep.Name,
                ledger =>
                {
                    var outcome = ledger.RetryParked(sweep.Name, stage);
                    if (outcome.Parked is not null && sweep.State == SweepState.Failed)
                        ledger.SetState(sweep.Name, SweepState.Failed, SweepState.Running);
                    return outcome;
                },
                cancellation
            )
            .ConfigureAwait(false);
        signal.Set();
        if (parked is { } taken)
            return $"{(sweep.State == SweepState.Running ? "" : $"Sweep {sweep.Name} runs again. ")}Trying {(taken == stage ? $"stage {taken}" : $"stage {taken}, which {trial} stands on,")} again, and nothing else that failed.";
        throw before switch
        {
            null => new SweepControlException(ControlFault.NotFound, $"Stage {stage} is none of sweep {sweep.Name}'s."),
            StageState.Completed => new SweepControlException(
                ControlFault.WrongState,
                $"{trial} is completed, and a result is never replaced: nothing was done. Another measurement is another seed (grid.seed, and --extend); whether the same comes out again, a run of the same spec in a home of its own shows (sweep run FILE --home DIR)."
            ),
            _ => new SweepControlException(
                ControlFault.WrongState,
                $"{trial} has not failed: it is {before.ToString()!.ToLowerInvariant()}, and is tried without being asked to."
            ),
        };
    }

    public async Task<string> SetPriorityAsync(string name, int priority, CancellationToken cancellation)
    {
        if (priority is < LowestPriority or > HighestPriority)
        {
            throw new SweepControlException(
                ControlFault.Invalid,
                $"{priority} is no priority: expected {LowestPriority} to {HighestPriority}, where {HighestPriority} goes first."
            );
        }

        var sweep = await sweeps.FindAsync(name, cancellation).ConfigureAwait(false);
        await keeper.ChangeAsync(ledger => ledger.SetPriority(name, priority), cancellation).ConfigureAwait(false);
        signal.Set();
        return sweep.Priority == priority
            ? $"Sweep {name} has priority {priority} already."
            : $"Sweep {name} has priority {priority} now; it was {sweep.Priority}.";
    }

    /// <summary>Forgets a sweep and its trials. Stages and their results stay for other sweeps.</summary>
    public async Task<string> DeleteAsync(string name, CancellationToken cancellation)
    {
        var sweep = await sweeps.FindAsync(name, cancellation).ConfigureAwait(false);
        if (sweep.State is SweepState.Running or SweepState.Paused)
        {
            throw await RefuseAsync(
                    sweep,
                    "deleted",
                    [SweepState.Completed, SweepState.Failed, SweepState.Cancelled],
                    $"sweep cancel {name} ends it",
                    cancellation
                )
                .ConfigureAwait(false);
        }

        await keeper.ChangeAsync(ledger => ledger.Delete(name), cancellation).ConfigureAwait(false);
        return $"Deleted sweep {name}. Its finished stages stay, and are not run again for other sweeps.";
    }

    private static string Describe(StageTree begun, StageTree all)
    {
        var trials = $"{Counted.Of(begun.TrialCount, "trial")} of {Counted.Of(begun.StageCount, "stage")}";
        return all.Spec.Search is null ? trials : $"{trials} to begin with, of at most {Counted.Of(all.TrialCount, "trial")}";
    }

    private static string Describe(SweepState state) => state.ToString().ToLowerInvariant();

    private static string? Retryable(SweepRecord sweep) =>
        sweep.State is SweepState.Failed or SweepState.Cancelled ? $"sweep retry {sweep.Name} takes it up again" : null;

    private async Task<string> MoveAsync(SweepRecord sweep, SweepState to, string done, CancellationToken cancellation)
    {
        var isDone = await keeper
            .ChangeLoadedAsync(sweep.Name, ledger => ledger.SetState(sweep.Name, sweep.State, to), cancellation)
            .ConfigureAwait(false);
        signal.Set();
        return isDone ? done : throw Changed(sweep);
    }

    private static SweepControlException Changed(SweepRecord sweep) =>
        new(
            ControlFault.WrongState,
            $"Sweep {sweep.Name} is no longer {Describe(sweep.State)}: it changed at this moment. Look at it and try again."
        );

    private async Task<SweepControlException> RefuseAsync(
        SweepRecord sweep,
        string action,
        SweepState[] allowed,
        string? hint,
        CancellationToken cancellation
    )
    {
        var could =
            hint
            ?? (
                await sweeps.ListAsync(allowed, cancellation).ConfigureAwait(false) is { } others ? $"that could be said of {others}" : null
            );
        return new SweepControlException(
            ControlFault.WrongState,
            $"Sweep {sweep.Name} is {Describe(sweep.State)}; only one that is {string.Join(" or ", allowed.Select(Describe))} can be {action}{(could is null ? "" : $": {could}")}."
        );
    }
}
