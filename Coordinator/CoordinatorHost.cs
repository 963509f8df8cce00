using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sweep.Coordinator.Api;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Store;
using Sweep.Hosting.Transport;

namespace Sweep.Coordinator;

/// <summary>A coordinator: bus, dispatch and the interface for users.</summary>
public static class CoordinatorHost
{
    /// <summary>
    /// To store what is under way. A longer stop loses nothing either: what is not stored is reported again, and a submission that
    /// is cut off is made again.
    /// </summary>
    private static readonly TimeSpan _stopTimeout = TimeSpan.FromSeconds(20);

    /// <remarks>
    /// Services stop in the reverse of the order they are added in, the web server first of all: first nobody is listened to, then
    /// nothing more is handed out, and last the bus goes, when the reports it has delivered are stored. The caller closes the store.
    /// </remarks>
    public static WebApplication Build(CoordinatorOptions options, ISweepStore store, Action<ILoggingBuilder> logging, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        logging(builder.Logging);
        builder.WebHost.UseApi(options.Api);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = _stopTimeout);
        builder.Services.AddSingleton(time).AddSingleton(store);
        builder.Services.AddSweepBus(options.Broker, bus => bus.AddWorkerReports());
        builder.Services.AddDispatch(options.Dispatch).AddApi();
        var coordinator = builder.Build();
        coordinator.MapApi();
        return coordinator;
    }
}
