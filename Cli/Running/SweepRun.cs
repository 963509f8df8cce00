using System.Net.Sockets;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sweep.Api.V1;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Listing;
using Sweep.Cli.Watching;
using Sweep.Client;
using Sweep.Client.Errors;
using Sweep.Contracts;
using Sweep.Contracts.Spec;
using Sweep.Contracts.Spec.Identity;
using Sweep.Contracts.Spec.Settings;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Api.InProcess;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;
using Sweep.Worker.Messaging;
using SweepState = Sweep.Contracts.States.SweepState;

namespace Sweep.Cli.Running;

/// <summary>
/// Hosts a coordinator and workers in this process, and talks to them as to any other: runs one sweep to its end, or until it is
/// interrupted. The caller holds the home's lock, so every attempt that the store knows of belongs to a process that is dead.
/// </summary>
internal sealed class SweepRun(RunRequest request, LedgerKeeper keeper, IWatchView view, TimeProvider time)
{
    /// <summary>News within one process cost next to nothing.</summary>
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(0.5);

    private readonly Setting[] _axes = [.. StageName.Varying(request.Spec)];

    /// <returns>The sweep as it stands; running or paused when it was interrupted.</returns>
    /// <exception cref="BadInputException">The name is taken by another spec, or what it needs is not on this machine.</exception>
    /// <exception cref="SweepStoreException">The store does not work any more.</exception>
    /// <exception cref="RunFaultException">Nothing more can be executed in this process.</exception>
    public async Task<SweepRow> RunAsync(CancellationToken interruption)
    {
        await keeper
            .ChangeAsync(ledger => ledger.Reclaim("the sweep run before ended without a word", time.GetUtcNow()), interruption)
            .ConfigureAwait(false);
        await new RunData(request, keeper).CheckAsync(interruption).ConfigureAwait(false);
        var end = new RunEnd(request.Name);
        using var host = InProcessHost.Build(request, keeper, [view as IDispatchObserver ?? new RunNotes(view, NameOf), end], time);
        await using var services = HomeApi.Within(host.Services);
        using var coordinator = new CoordinatorClient(services);
        await SubmitAsync(coordinator, interruption).ConfigureAwait(false);
        if (SweepRow.Of(await GetAsync(coordinator, interruption).ConfigureAwait(false)).State == SweepState.Running)
        {
            await PauseOthersAsync(interruption).ConfigureAwait(false);
            await ExecuteAsync(host, coordinator, end, interruption).ConfigureAwait(false);
        }

        return SweepRow.Of(await GetAsync(coordinator, CancellationToken.None).ConfigureAwait(false));
    }

    private async Task SubmitAsync(CoordinatorClient coordinator, CancellationToken cancellation)
    {
        var asked = new SubmitRequest
        {
            Spec = request.SpecText,
            Name = request.Name,
            Replace = request.Replace,
            Extend = request.Extend,
        };
        var answer = await CallAsync(coordinator.Sweeps.SubmitAsync, asked, coordinator, cancellation).ConfigureAwait(false);
        if (!answer.Created)
        {
            await GoOnAsync(coordinator, answer.Sweep, cancellation).ConfigureAwait(false);
            return;
        }

        if (request.Extend)
            view.Note(answer.Message);
        var bounds = request.Spec.Search is null
            ? ""
            : $", to begin with; at most {Counted.Of(new Grid(request.Spec).CountIncluded(CancellationToken.None), "trial")}";
        view.Note($"Sweep {request.Name}: {Describe(answer.Sweep)}{bounds}.");
    }

    private async Task GoOnAsync(CoordinatorClient coordinator, SweepInfo sweep, CancellationToken cancellation)
    {
        var state = SweepRow.Of(sweep).State;
        if (state == SweepState.Completed)
        {
            view.Note($"Sweep {sweep.Name} is completed already: {Describe(sweep)}.");
            return;
        }

        if (state == SweepState.Paused)
        {
            await CallAsync(coordinator.Sweeps.ResumeAsync, new ResumeRequest { Name = sweep.Name }, coordinator, cancellation)
                .ConfigureAwait(false);
        }

        // A sweep that runs as far as is stored was killed, or somebody has chosen what is to be tried again.
        var parked = state == SweepState.Running ? 0 : sweep.Stages.Failed;
        if (state is SweepState.Failed or SweepState.Cancelled || parked > 0)
        {
            await CallAsync(coordinator.Sweeps.RetryAsync, new RetryRequest { Name = sweep.Name }, coordinator, cancellation)
                .ConfigureAwait(false);
        }

        var retried = parked > 0 ? $", trying again what failed ({Counted.Of(parked, "stage")})" : "";
        view.Note($"Going on with sweep {sweep.Name}: {Describe(sweep)}{retried}.");
    }

    private static string Describe(SweepInfo sweep) =>
        $"{Counted.Of(sweep.Trials.Total, "trial")} of {Counted.Of(sweep.Stages.Total, "stage")}, {sweep.Stages.Completed} of them done";

    /// <summary>What another process was killed at is not this command's to go on with. Returns how many there were.</summary>
    private Task<int> PauseOthersAsync(CancellationToken cancellation) =>
        keeper.ChangeAsync(
            ledger =>
                ledger.Sweeps.Count(other =>
                    other.Name != request.Name && ledger.SetState(other.Name, SweepState.Running, SweepState.Paused)
                ),
            cancellation
        );

    private async Task ExecuteAsync(IHost host, CoordinatorClient coordinator, RunEnd end, CancellationToken interruption)
    {
        keeper.Observe(host.Services.GetRequiredService<StoreFaults>());
        using var watching = new CancellationTokenSource();
        var watcher = new Watcher(coordinator, view, time) { Interval = _interval };
        var watch = watcher.FollowAsync(request.Name, isKnown: false, watching.Token);
        try
        {
            // What settles after the first message is told, so nothing may settle before it.
            await (await Task.WhenAny(watcher.Begun, watch).WaitAsync(interruption).ConfigureAwait(false)).ConfigureAwait(false);
            await StartAsync(host).ConfigureAwait(false);
            await view.ShowAsync(() => WaitAsync(host, end, watch, interruption)).ConfigureAwait(false);
        }
        finally
        {
            await watching.CancelAsync().ConfigureAwait(false);
            await watch
                .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)
                .ConfigureAwait(false);
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

    /// <summary>Until the sweep has ended and all of it is told, or the process is interrupted; then the host is stopped.</summary>
    private async Task<bool> WaitAsync(IHost host, RunEnd end, Task watch, CancellationToken interruption)
    {
        try
        {
            var drained = host.Services.GetRequiredService<WorkerSlots>().Drained;
            if (await Task.WhenAny(end.Task, drained).WaitAsync(interruption).ConfigureAwait(false) == drained)
                throw new RunFaultException((await drained.ConfigureAwait(false)).Reason);
            if (await end.Task.ConfigureAwait(false) != SweepState.Paused)
                await watch.WaitAsync(interruption).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (interruption.IsCancellationRequested)
        {
            view.Note("Stopping: workers save what they are at. Ctrl-C again ends at once.");
        }
        finally
        {
            await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return true;
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

    private async Task<SweepInfo> GetAsync(CoordinatorClient coordinator, CancellationToken cancellation) =>
        (
            await CallAsync(coordinator.Sweeps.GetAsync, new GetRequest { Name = request.Name }, coordinator, cancellation)
                .ConfigureAwait(false)
        ).Sweep;

    /// <summary>Nothing in this process is worth trying again.</summary>
    private static Task<TAnswer> CallAsync<TAsked, TAnswer>(
        Func<TAsked, CallOptions, AsyncUnaryCall<TAnswer>> method,
        TAsked asked,
        CoordinatorClient coordinator,
        CancellationToken cancellation
    ) => coordinator.CallAsync(async options => await method(asked, options).ConfigureAwait(false), TimeSpan.Zero, cancellation);

    private string NameOf(StageId id)
    {
        // What a stage is never changes, so it need not be stored yet.
        var path = keeper.Peek(ledger => ledger.ReadDefinitions(id));
        var train = path.FirstOrDefault(stage => stage.Kind == StageKind.Train);
        return path is [.., var stage]
            ? StageName.Of(stage, train, train is { Weights: not null } or { Parent: not null }, _axes)
            : id.Abbreviation;
    }
}
