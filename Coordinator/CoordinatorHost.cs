using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sweep.Coordinator.Api;
using Sweep.Coordinator.Api.Http;
using Sweep.Coordinator.Api.Security;
using Sweep.Coordinator.Configuration;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Home;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Notifying;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Telemetry;
using Sweep.Coordinator.Watching;
using Sweep.Hosting.Configuration;
using Sweep.Hosting.Logs;
using Sweep.Hosting.Telemetry;
using Sweep.Hosting.Transport;

namespace Sweep.Coordinator;

/// <summary>A coordinator as a program of its own.</summary>
public static class CoordinatorHost
{
    /// <summary>
    /// To store what is under way. A longer stop loses nothing either: what is not stored is reported again, and a submission that
    /// is cut off is made again.
    /// </summary>
    private static readonly TimeSpan _stopTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Runs until a signal ends it; returns the exit code.</summary>
    /// <exception cref="SettingsException">The home is another process's, the address is taken, or the broker refuses this program.</exception>
    /// <exception cref="SweepStoreException">The store cannot be opened, or another coordinator has taken it over.</exception>
    public static async Task<int> RunAsync(CoordinatorSettings settings)
    {
        var home = settings.Place;
        var isTokenAsked = CheckTokens(settings.Api, home);
        using var health = new CoordinatorHealth();
        var program = ProgramIdentity.Of(
            typeof(CoordinatorHost),
            "sweep-coordinator",
            $"{Environment.MachineName}-{Environment.ProcessId}"
        );
        await using var telemetry = new ProgramTelemetry(settings.Telemetry, program, health.Parts, TimeProvider.System);
        if (await OpenAsync(settings, home, telemetry, health).ConfigureAwait(false) is not { } place)
            return 0;
        using var homeLock = place.Lock;
        await ShowAsync(telemetry, place.Store).ConfigureAwait(false);
        var metered = new MeteredLedgerStore(place.Store, new Meter(Meters.Coordinator), TimeProvider.System);
        health.Load(metered);
        await using var keeper = await LedgerKeeper
            .OpenAsync(metered, settings.Keeper, TimeProvider.System, CancellationToken.None)
            .ConfigureAwait(false);
        await using var host = Build(settings with { Home = home.Folder }, keeper, TimeProvider.System);
        telemetry.MapMetrics(host)?.RequireAuthorization(Permissions.Viewer);
        keeper.Observe(host.Services.GetRequiredService<StoreFaults>());
        using var hangUp = PosixSignalRegistration.Create(
            PosixSignal.SIGHUP,
            signal =>
            {
                signal.Cancel = true;
                host.Lifetime.StopApplication();
            }
        );
        await StartAsync(host, settings.Api).ConfigureAwait(false);
        metered.Stored = host.Services.GetService<AttemptTraces>() is { } traces ? traces.OnStored : null;
        Show(host, telemetry, health);
        await Console
            .Out.WriteLineAsync(
                $"sweep-coordinator {program.Version}: home {home.Folder},{(settings.Store == StoreOptions.Default ? "" : $" store {settings.Store.Describe(home)},")} broker {settings.Broker}, metrics {telemetry.Url ?? "off"}, {Listeners.Describe(host.Urls, settings.Api, isTokenAsked)}"
            )
            .ConfigureAwait(false);
        var refusal = host.Services.GetRequiredService<BrokerRefusal>().AtStart;
        await Task.WhenAny(host.WaitForShutdownAsync(), refusal, keeper.Ended).ConfigureAwait(false);
        if (!refusal.IsCompleted && !keeper.Ended.IsCompleted)
            return 0;
        await host.StopAsync().ConfigureAwait(false);
        // What is in memory is good for nothing any more; the next process goes on from what is stored.
        if (keeper.Ended.IsCompleted)
            await keeper.Ended.ConfigureAwait(false);
        throw new SettingsException([await refusal.ConfigureAwait(false)]);
    }

    /// <remarks>
    /// Services stop in the reverse of the order they are added in, the web server first of all: first nobody is listened to, then
    /// nothing more is handed out, and last the bus goes, when the reports it has delivered are stored. The caller closes the ledger.
    /// </remarks>
    public static WebApplication Build(CoordinatorSettings settings, LedgerKeeper keeper, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        // Each refused request is an entry; the user has been told.
        builder
            .Logging.AddSweepLog(settings.Log, isTraced: settings.Telemetry.Otlp is not null)
            .AddFilter("Grpc", settings.Log.Level > LogLevel.Debug ? LogLevel.Warning : LogLevel.Debug);
        // A message that cannot be read is its sender's fault; what a method throws is logged by ErrorInterceptor.
        builder.Logging.AddFilter(
            "Grpc.AspNetCore.Server.ServerCallHandler",
            settings.Log.Level > LogLevel.Debug ? LogLevel.None : LogLevel.Debug
        );
        // That it did not start is said in one line, by the exception that says why.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.WebHost.UseListeners(settings.Api);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = _stopTimeout);
        builder.Services.AddSingleton(time).AddLedger(keeper);
        builder.Services.AddSweepBus(settings.Broker, bus => bus.AddWorkerReports());
        if (settings.Telemetry.Metrics is not null)
            builder.Services.AddTelemetry(settings.Dispatch);
        builder.Services.AddNotifying(settings.Notify).AddDispatch(settings.Dispatch).AddApi(settings.Api, settings.Place).AddPaces();
        if (settings.Telemetry.Otlp is not null)
            builder.Services.AddTraces();
        var coordinator = builder.Build();
        coordinator.UseApi();
        return coordinator;
    }

    /// <summary>The home and its store, once they are this process's to use; null when a signal ended the wait for them.</summary>
    private static async Task<(HomeLock Lock, ILedgerStore Store)?> OpenAsync(
        CoordinatorSettings settings,
        SweepHome home,
        ProgramTelemetry telemetry,
        CoordinatorHealth health
    )
    {
        using var standing = settings.Standby ? new StandingBy(settings, TimeProvider.System) : null;
        if (standing is not null)
            await standing.ShowAsync(telemetry).ConfigureAwait(false);
        HomeLock? homeLock = null;
        ILedgerStore? store = null;
        try
        {
            homeLock = standing is null ? HomeLock.Take(home) : await standing.TakeAsync(home).ConfigureAwait(false);
            store = await settings.Store.OpenAsync(home, readOnly: false, CancellationToken.None).ConfigureAwait(false);
            health.WaitFor("another coordinator to stop writing to the store");
            if (standing is not null)
                await standing.WaitAsync(store).ConfigureAwait(false);
            return (homeLock, store);
        }
        catch (Exception error)
        {
            if (store is not null)
                await store.DisposeAsync().ConfigureAwait(false);
            homeLock?.Dispose();
            if (error is HomeException)
                throw new SettingsException([$"home: {error.Message}"]);
            if (standing is not null && error is OperationCanceledException)
                return null;
            throw;
        }
    }

    /// <summary>Before anything is measured. The store is disposed if nothing can be shown where it is to be.</summary>
    private static async Task ShowAsync(ProgramTelemetry telemetry, ILedgerStore store)
    {
        try
        {
            await telemetry.StartAsync().ConfigureAwait(false);
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static void Show(WebApplication host, ProgramTelemetry telemetry, CoordinatorHealth health)
    {
        if (telemetry.Url is null)
            return;
        telemetry.Look(host.Services.MakeGauges().LookAsync);
        health.Lead(
            host.Services.GetRequiredService<ITransportState>(),
            host.Services.GetRequiredService<SelfEcho>(),
            host.Services.GetRequiredService<Stalls>()
        );
    }

    /// <summary>Whether a token is asked for.</summary>
    private static bool CheckTokens(ApiOptions api, SweepHome home)
    {
        try
        {
            var isAsked = new TokenFile(home).Read() is not null;
            return OpenAddress.Refuse(api, isAsked) is { } refusal ? throw new SettingsException([refusal]) : isAsked;
        }
        catch (HomeException damage)
        {
            throw new SettingsException([$"home: {damage.Message}"]);
        }
    }

    private static async Task StartAsync(WebApplication host, ApiOptions api)
    {
        try
        {
            await host.StartAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error.GetBaseException() is System.Net.Sockets.SocketException { } refusal)
        {
            var (setting, taken) =
                api.Page is { } page && error.Message.Contains(page.ToString(), StringComparison.Ordinal)
                    ? ("page", page)
                    : ("listen", api.Listen!);
            throw new SettingsException([
                $"{setting}: {taken} cannot be listened on ({refusal.Message}). Is there another coordinator? --{setting} 127.0.0.1:0 takes a free port.",
            ]);
        }
    }
}
