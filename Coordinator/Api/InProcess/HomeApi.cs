using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sweep.Coordinator.Api.Questions;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Study.Tables;
using Sweep.Coordinator.Watching;
using Sweep.Hosting.Transport;

namespace Sweep.Coordinator.Api.InProcess;

/// <summary>
/// The service <c>sweep.v1.Results</c> over a store, answered in this process: the command line asks a home as it asks a cluster, and both
/// answer from the same code. Nothing is dispatched, and nothing listens.
/// </summary>
public static class HomeApi
{
    /// <param name="ledger">It stays the caller's.</param>
    public static ServiceInvoker Over(ILedgerSource ledger, TimeProvider time) => Over(services => services.AddLedgerToRead(ledger), time);

    /// <summary>Also the service <c>sweep.v1.Sweeps</c>: what is there can be steered, though nothing is run.</summary>
    /// <param name="keeper">It stays the caller's.</param>
    public static ServiceInvoker Steering(LedgerKeeper keeper, TimeProvider time) => Over(services => services.AddLedger(keeper), time);

    private static ServiceInvoker Over(Func<IServiceCollection, IServiceCollection> ledger, TimeProvider time)
    {
        var services = new ServiceCollection();
        ledger(services.AddSingleton(time))
            .AddSingleton<IHostApplicationLifetime, Unending>()
            .AddSingleton<SweepsService>()
            .AddSingleton<ILoggerFactory>(LoggerFactory.Create(_ => { }))
            .AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services
            .AddSingleton<ITransportState, NoTransport>()
            .AddDispatch(DispatchOptions.Default)
            .AddWatching()
            .AddSingleton<ResultTables>()
            .AddSingleton<StageNodes>()
            .AddSingleton<ResultsService>();
        var provider = services.BuildServiceProvider();
        var binder = new ServiceInvoker(provider);
        Sweep.Api.V1.Results.BindService(binder.Binder, provider.GetRequiredService<ResultsService>());
        Sweep.Api.V1.Sweeps.BindService(binder.Binder, provider.GetRequiredService<SweepsService>());
        return binder;
    }

    private sealed class Unending : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() { }
    }

    /// <summary>There are no workers to hear of.</summary>
    private sealed class NoTransport : ITransportState
    {
        public bool IsConnected => true;
    }
}
