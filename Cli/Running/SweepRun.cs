using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sweep.Cli.CommandLine;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Planning;
using Sweep.Coordinator.Store;
using Sweep.Worker.Messaging;

namespace Sweep.Cli.Running;

/// <summary>
/// Runs one sweep to its end, or until it is interrupted. The caller holds the home's lock, so every attempt that the store
/// knows of belongs to a process that is dead.
/// </summary>
internal sealed class SweepRun(RunRequest request, LedgerSweepStore store, IRunView view, TimeProvider time)
{
    /// <exception cref="BadInputException">The name is taken by another spec.</exception>
    /// <exception cref="SweepStoreException">The store does not work any more.</exception>
    /// <exception cref="RunFaultException">Nothing more can be executed in this process.</exception>
    public async Task<RunOutcome> RunAsync(CancellationToken interruption)
    {
        await store.ReclaimAsync("the sweep run before ended without a word", interruption).ConfigureAwait(false);
        var sweep = await SubmitAsync(interruption).ConfigureAwait(false);
        var tracker = await RunTracker.CreateAsync(store, sweep, Submission.Cost, view, time, interruption).ConfigureAwait(false);
        if (sweep.State == SweepState.Running)
        {
            await PauseOthersAsync(interruption).ConfigureAwait(false);
            await ExecuteAsync(tracker, interruption).ConfigureAwait(false);
        }

        var state = (await store.FindSweepAsync(request.Name, CancellationToken.None).ConfigureAwait(false))!.State;
        return new RunOutcome(state, await tracker.ReadAsync(CancellationToken.None).ConfigureAwait(false));
    }

    /// <summary>The sweep as it is to be run: new, gone on with, or completed already.</summary>
    private async Task<SweepRecord> SubmitAsync(CancellationToken cancellation)
    {
        if (await IsNewAsync(cancellation).ConfigureAwait(false))
            view.Note($"Sweep {request.Name}: {await DescribeAsync(cancellation).ConfigureAwait(false)}.");
        else
            await GoOnAsync(cancellation).ConfigureAwait(false);
        return (await store.FindSweepAsync(request.Name, cancellation).ConfigureAwait(false))!;
    }

    private async Task<bool> IsNewAsync(CancellationToken cancellation)
    {
        // Known by its hash, a sweep that goes on is not expanded again.
        if (await store.FindSweepAsync(request.Name, cancellation).ConfigureAwait(false) is { } known && known.SpecHash == request.Spec.Hash)
            return false;
        try
        {
            return await store.CreateSweepAsync(Submission.Prepare(Expansion.Expand(request.Spec), request.Name), request.Replace, cancellation).ConfigureAwait(false);
        }
        catch (SweepExistsException)
        {
            throw new BadInputException(
                $"A sweep named '{request.Name}' with another spec is in {request.Home.Folder}. Give this one another name (--name NAME), or let it take the other's place (--replace); stages that both share are not run again.");
        }
    }

    private async Task GoOnAsync(CancellationToken cancellation)
    {
        var sweep = (await store.FindSweepAsync(request.Name, cancellation).ConfigureAwait(false))!;
        if (sweep.State == SweepState.Completed)
        {
            view.Note($"Sweep {sweep.Name} is completed already: {await DescribeAsync(cancellation).ConfigureAwait(false)}.");
            return;
        }

        var parked = await store.RetryParkedAsync(sweep.Name, cancellation).ConfigureAwait(false);
        await store.SetSweepStateAsync(sweep.Name, sweep.State, SweepState.Running, cancellation).ConfigureAwait(false);
        var retried = parked > 0 ? $", trying again what failed ({parked} stage{(parked == 1 ? "" : "s")})" : "";
        view.Note($"Going on with sweep {sweep.Name}: {await DescribeAsync(cancellation).ConfigureAwait(false)}{retried}.");
    }

    private async Task<string> DescribeAsync(CancellationToken cancellation)
    {
        var counts = await store.CountAsync(request.Name, cancellation).ConfigureAwait(false);
        return $"{counts.Total.Trials} trials of {counts.Total.Stages} stages, {counts[StageState.Completed].Stages} of them done";
    }

    /// <summary>What another process was killed at is not this command's to go on with.</summary>
    private async Task PauseOthersAsync(CancellationToken cancellation)
    {
        foreach (var other in await store.ReadRunningSweepsAsync(cancellation).ConfigureAwait(false))
        {
            if (other.Name != request.Name)
                await store.SetSweepStateAsync(other.Name, SweepState.Running, SweepState.Paused, cancellation).ConfigureAwait(false);
        }
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
            await store.ReclaimAsync("sweep run ended", CancellationToken.None).ConfigureAwait(false);
            await store.SetSweepStateAsync(request.Name, SweepState.Running, SweepState.Paused, CancellationToken.None).ConfigureAwait(false);
            throw new BadInputException(PageOption.Taken(request.Page!, refusal));
        }

        if (host is WebApplication page)
            view.Note($"Page: {page.Urls.Single()} (only this machine reaches it)");
    }

    private async Task ExecuteAsync(RunTracker tracker, CancellationToken interruption)
    {
        var end = new RunEnd(request.Name);
        using var host = InProcessHost.Build(request, store, [tracker, end], time);
        store.Observe(host.Services.GetRequiredService<StoreFaults>());
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

        // What waited in the queue was never begun.
        await store.ReclaimAsync("sweep run ended", CancellationToken.None).ConfigureAwait(false);
        await store.SetSweepStateAsync(request.Name, SweepState.Running, SweepState.Paused, CancellationToken.None).ConfigureAwait(false);
    }
}
