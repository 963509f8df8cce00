using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sweep.Cli.CommandLine;
using Sweep.Client;
using Sweep.Contracts;
using Sweep.Contracts.Spec;
using Sweep.Contracts.Spec.Settings;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Notifying;
using Sweep.Coordinator.Planning;
using Sweep.Coordinator.Store;
using Sweep.Worker.Messaging;

namespace Sweep.Cli.Running;

/// <summary>
/// Runs one sweep to its end, or until it is interrupted. The caller holds the home's lock, so every attempt that the store
/// knows of belongs to a process that is dead.
/// </summary>
internal sealed class SweepRun(RunRequest request, LedgerKeeper keeper, IRunView view, TimeProvider time)
{
    /// <summary>Stages that are looked up together.</summary>
    private const int AtOnce = 1000;

    /// <exception cref="BadInputException">The name is taken by another spec, or what it needs is not on this machine.</exception>
    /// <exception cref="SweepStoreException">The store does not work any more.</exception>
    /// <exception cref="RunFaultException">Nothing more can be executed in this process.</exception>
    public async Task<RunOutcome> RunAsync(CancellationToken interruption)
    {
        await keeper
            .ChangeAsync(ledger => ledger.Reclaim("the sweep run before ended without a word", time.GetUtcNow()), interruption)
            .ConfigureAwait(false);
        var sweep = await SubmitAsync(interruption).ConfigureAwait(false);
        var tracker = await RunTracker.CreateAsync(keeper, sweep, Submission.Cost, Namer(), view, time, interruption).ConfigureAwait(false);
        if (sweep.State == SweepState.Running)
        {
            await PauseOthersAsync(interruption).ConfigureAwait(false);
            await ExecuteAsync(tracker, interruption).ConfigureAwait(false);
        }

        var state = (await FindAsync(CancellationToken.None).ConfigureAwait(false))!.State;
        return new RunOutcome(state, await tracker.ReadAsync(CancellationToken.None).ConfigureAwait(false));
    }

    /// <summary>The sweep as it is to be run: new, gone on with, or completed already.</summary>
    private async Task<SweepRecord> SubmitAsync(CancellationToken cancellation)
    {
        if (await IsNewAsync(cancellation).ConfigureAwait(false))
            view.Note($"Sweep {request.Name}: {await DescribeAsync(cancellation).ConfigureAwait(false)}{Bounds()}.");
        else
            await GoOnAsync(cancellation).ConfigureAwait(false);
        return (await FindAsync(cancellation).ConfigureAwait(false))!;
    }

    /// <summary>What else a search may come to.</summary>
    private string Bounds() =>
        request.Spec.Search is null
            ? ""
            : $", to begin with; at most {Counted.Of(new Grid(request.Spec).CountIncluded(CancellationToken.None), "trial")}";

    private async Task<bool> IsNewAsync(CancellationToken cancellation)
    {
        // Known by its hash, a sweep that goes on is not expanded again.
        var known = await FindAsync(cancellation).ConfigureAwait(false);
        if (known is not null && known.SpecHash == request.Spec.Hash)
        {
            var choices = await keeper
                .AskAboutAsync(request.Name, ledger => ledger.DataOf(request.Name), cancellation)
                .ConfigureAwait(false);
            await CheckDataAsync(choices, null, known.State == SweepState.Completed, cancellation).ConfigureAwait(false);
            return false;
        }

        request = request with { Spec = CheckWebhook(known) };
        var tree = Expansion.Expand(request.Spec);
        await CheckDataAsync(tree.Data, tree, isDone: false, cancellation).ConfigureAwait(false);
        var change = await CompareAsync(tree, cancellation).ConfigureAwait(false);
        if (change is { IsSame: true })
        {
            await keeper.ChangeAsync(ledger => ledger.SetAbout(request.Name, request.Spec.About), cancellation).ConfigureAwait(false);
            return false;
        }

        var isGrown = request.Extend && change is { IsGrowth: true };
        var submitted = Submission.Prepare(
            await SearchedTrials
                .BeginAsync(tree, isGrown ? request.Name : null, new SweepReader(keeper), cancellation)
                .ConfigureAwait(false),
            request.Name
        );
        submitted = submitted with { Sweep = submitted.Sweep with { IsGrown = isGrown } };
        switch (await keeper.SubmitAsync(submitted, request.Replace || isGrown, time.GetUtcNow(), cancellation).ConfigureAwait(false))
        {
            case SubmitOutcome.Submitted:
                if (isGrown)
                    view.Note($"Extending sweep {request.Name}: {change}.");
                return true;
            case SubmitOutcome.IsThere:
                return false;
            default:
                throw new BadInputException(Resubmission.Refuse(request.Name, $" in {request.Home.Folder}", change, request.Extend));
        }
    }

    private SweepSpec CheckWebhook(SweepRecord? known)
    {
        try
        {
            return new WebhookPolicy(request.Notify).Check(request.Spec, known?.About);
        }
        catch (SweepControlException refusal)
        {
            throw new BadInputException(refusal.Message);
        }
    }

    /// <summary>What the spec means that the one under its name does not; null when there is none, or it cannot be read any more.</summary>
    private async Task<SpecComparison?> CompareAsync(StageTree tree, CancellationToken cancellation) =>
        await new SweepReader(keeper).FindSweepAsync(request.Name, cancellation).ConfigureAwait(false) is { } known
            ? SpecComparison.Of(known.SpecText, tree)
            : null;

    /// <param name="tree">Null: to be expanded when that is needed.</param>
    /// <param name="isDone">Nothing is left to execute, so nothing is missed.</param>
    private async Task CheckDataAsync(IReadOnlyList<DataSettings> choices, StageTree? tree, bool isDone, CancellationToken cancellation)
    {
        if (request.Engine.IsNoop)
            return;
        if (!isDone)
            await RefuseMissingAsync(choices, tree, cancellation).ConfigureAwait(false);
        foreach (var choice in choices)
        {
            var known = await keeper.AskAsync(ledger => ledger.FindFingerprint(choice), cancellation).ConfigureAwait(false);
            await Task.Run(() => DataCheck.Check(choice, request.Data, known, request.Home.Folder, cancellation), cancellation)
                .ConfigureAwait(false);
        }
    }

    /// <exception cref="BadInputException">Stages that are not done need data or weights that this machine has not.</exception>
    private async Task RefuseMissingAsync(IReadOnlyList<DataSettings> choices, StageTree? tree, CancellationToken cancellation)
    {
        var datasets = Missing(
            choices.DistinctBy(choice => choice.Dataset),
            choice => choice.Dataset,
            choice => DataCheck.FindMissing(choice, request.Data)
        );
        var weights = Missing(
            request.Spec.Pretrain.Values.Select(source => source.Weights).OfType<WeightsSource>().Distinct(),
            source => source.Name,
            source => DataCheck.FindMissing(source, request.Data)
        );
        if (datasets.Count + weights.Count == 0)
            return;
        tree ??= Expansion.Expand(request.Spec);
        var needing = Enumerable
            .Range(0, tree.StageCount)
            .Select(tree.Stage)
            .Where(stage => datasets.ContainsKey(stage.Data.Dataset) || (stage.Weights is { } from && weights.ContainsKey(from.Name)));
        foreach (var stages in needing.Chunk(AtOnce))
        {
            var states = await new SweepReader(keeper)
                .ReadStatesAsync([.. stages.Select(stage => stage.Id)], cancellation)
                .ConfigureAwait(false);
            if (Array.Find(stages, stage => states.GetValueOrDefault(stage.Id) != StageState.Completed) is { } open)
            {
                throw new BadInputException(
                    $"Nothing was started: {datasets.GetValueOrDefault(open.Data.Dataset) ?? weights[open.Weights!.Name]}"
                );
            }
        }
    }

    private static Dictionary<string, string> Missing<T>(IEnumerable<T> needs, Func<T, string> name, Func<T, string?> find)
    {
        var missing = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var need in needs)
        {
            if (find(need) is { } problem)
                missing.TryAdd(name(need), problem);
        }

        return missing;
    }

    private async Task GoOnAsync(CancellationToken cancellation)
    {
        var sweep = (await FindAsync(cancellation).ConfigureAwait(false))!;
        if (sweep.State == SweepState.Completed)
        {
            view.Note($"Sweep {sweep.Name} is completed already: {await DescribeAsync(cancellation).ConfigureAwait(false)}.");
            return;
        }

        // One that runs as far as is stored was killed, or somebody has chosen what is to be tried again.
        var parked = await keeper
            .ChangeLoadedAsync(
                sweep.Name,
                ledger =>
                    sweep.State != SweepState.Running && ledger.SetState(sweep.Name, sweep.State, SweepState.Running)
                        ? ledger.RetryParked(sweep.Name)
                        : 0,
                cancellation
            )
            .ConfigureAwait(false);
        var retried = parked > 0 ? $", trying again what failed ({Counted.Of(parked, "stage")})" : "";
        view.Note($"Going on with sweep {sweep.Name}: {await DescribeAsync(cancellation).ConfigureAwait(false)}{retried}.");
    }

    private async Task<string> DescribeAsync(CancellationToken cancellation)
    {
        var counts = await keeper.AskAsync(ledger => ledger.Count(request.Name), cancellation).ConfigureAwait(false);
        return $"{Counted.Of(counts.Total.Trials, "trial")} of {Counted.Of(counts.Total.Stages, "stage")}, {counts[StageState.Completed].Stages} of them done";
    }

    /// <summary>What another process was killed at is not this command's to go on with. Returns how many there were.</summary>
    private Task<int> PauseOthersAsync(CancellationToken cancellation) =>
        keeper.ChangeAsync(
            ledger =>
                ledger.Sweeps.Count(other =>
                    other.Name != request.Name && ledger.SetState(other.Name, SweepState.Running, SweepState.Paused)
                ),
            cancellation
        );

    /// <summary>Nothing of it is executed any more: what waited in the queue was never begun. Returns whether it had not ended.</summary>
    private Task<bool> StopAsync() =>
        keeper.ChangeAsync(
            ledger =>
            {
                ledger.Reclaim("sweep run ended", time.GetUtcNow());
                return ledger.SetState(request.Name, SweepState.Running, SweepState.Paused);
            },
            CancellationToken.None
        );

    /// <summary>Without the text of its spec.</summary>
    private Task<SweepRecord?> FindAsync(CancellationToken cancellation) =>
        keeper.AskAsync(ledger => ledger.FindSweep(request.Name), cancellation);

    private Func<StageDefinition, string> Namer()
    {
        Setting[] axes = [.. StageName.Varying(request.Spec)];
        return stage =>
        {
            // What a stage is never changes, so it need not be stored yet.
            var path = keeper.Peek(ledger => ledger.ReadDefinitions(stage.Id));
            var train = path.FirstOrDefault(above => above.Kind == StageKind.Train);
            return StageName.Of(stage, train, train is { Weights: not null } or { Parent: not null }, axes);
        };
    }

    private async Task StartAsync(IHost host)
    {
        try
        {
            await host.StartAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error.GetBaseException() is SocketException refusal)
        {
            await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
            await StopAsync().ConfigureAwait(false);
            throw new BadInputException(PageOption.Taken(request.Page!, refusal));
        }

        if (host is WebApplication page)
            view.Note($"Page: {page.Urls.Single()} (only this machine reaches it)");
    }

    private async Task ExecuteAsync(RunTracker tracker, CancellationToken interruption)
    {
        var end = new RunEnd(request.Name);
        using var host = InProcessHost.Build(request, keeper, [tracker, end], time);
        keeper.Observe(host.Services.GetRequiredService<StoreFaults>());
        await StartAsync(host).ConfigureAwait(false);
        using var watching = new CancellationTokenSource();
        var watch = view.WatchAsync(tracker, watching.Token);
        try
        {
            var drained = host.Services.GetRequiredService<WorkerSlots>().Drained;
            if (await Task.WhenAny(end.Task, drained).WaitAsync(interruption).ConfigureAwait(false) == drained)
                throw new RunFaultException((await drained.ConfigureAwait(false)).Reason);
            await end.Task.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (interruption.IsCancellationRequested)
        {
            view.Note("Stopping: workers save what they are at. Ctrl-C again ends at once.");
        }
        finally
        {
            await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
            await watching.CancelAsync().ConfigureAwait(false);
            await watch.ConfigureAwait(false);
        }

        await StopAsync().ConfigureAwait(false);
        var owed = await keeper.AskAsync(ledger => ledger.ReadOwed(), CancellationToken.None).ConfigureAwait(false);
        if (owed.Count > 0)
        {
            view.Note(
                $"{Counted.Of(owed.Count, "notice")} could not be delivered; the next sweep run in this home, within a day, tries again."
            );
        }
    }
}
