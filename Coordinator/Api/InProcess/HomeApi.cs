using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sweep.Coordinator.Api.Questions;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Notifying;

namespace Sweep.Coordinator.Api.InProcess;

/// <summary>
/// The services of <c>sweep.v1</c> answered in this process: the command line asks a home as it asks a cluster, and both answer from the
/// same code. Nothing listens.
/// </summary>
public static class HomeApi
{
    /// <summary>Only answers questions: what would change a sweep is refused.</summary>
    /// <param name="ledger">The caller disposes it.</param>
    public static ServiceInvoker Over(ILedgerSource ledger, TimeProvider time) =>
        Build(new ServiceCollection().AddLedgerToRead(ledger), time);

    /// <summary>Also changes sweeps, though nothing runs them.</summary>
    /// <param name="keeper">The caller disposes it.</param>
    public static ServiceInvoker Steering(LedgerKeeper keeper, TimeProvider time) =>
        Build(new ServiceCollection().AddLedger(keeper).AddSingleton(new WebhookPolicy(NotifyOptions.Trusting)).AddSteering(), time);

    /// <summary>The services of a host, which runs sweeps.</summary>
    /// <param name="host">With <see cref="QuestionsRegistration.AddQuestions"/>; the caller disposes it.</param>
    public static ServiceInvoker Within(IServiceProvider host) => Bind(host, owned: null);

    private static ServiceInvoker Build(IServiceCollection services, TimeProvider time)
    {
        var provider = services
            .AddSingleton(time)
            .AddLogging()
            .AddSingleton<IHostApplicationLifetime, Unending>()
            .AddQuestions()
            .BuildServiceProvider();
        return Bind(provider, provider);
    }

    private static ServiceInvoker Bind(IServiceProvider services, IAsyncDisposable? owned)
    {
        var invoker = new ServiceInvoker(owned);
        Sweep.Api.V1.Results.BindService(invoker.Binder, services.GetRequiredService<ResultsService>());
        Sweep.Api.V1.Sweeps.BindService(invoker.Binder, services.GetRequiredService<SweepsService>());
        Sweep.Api.V1.Workers.BindService(invoker.Binder, services.GetRequiredService<WorkersService>());
        return invoker;
    }

    private sealed class Unending : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() { }
    }
}
