using System.Net;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sweep.Api.V1;
using Sweep.Contracts.Messages;
using Sweep.Coordinator;
using Sweep.Coordinator.Api;
using Sweep.Coordinator.Configuration;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Hosting.Logs;
using SweepState = Sweep.Coordinator.Store.SweepState;

namespace Sweep.Tests.Coordinator.Api;

/// <summary>A whole coordinator in this process, on a free port of loopback, over the in-memory bus and a store of its own.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sweep-test-").FullName;
    private WebApplication _host = null!;
    private GrpcChannel _channel = null!;

    private ApiServer()
    {
    }

    public ISweepStore Store { get; private set; } = null!;

    /// <summary>As a user would write it.</summary>
    public string Address { get; private set; } = "";

    public Sweeps.SweepsClient Sweeps => new(_channel);

    public Workers.WorkersClient Workers => new(_channel);

    public GrpcChannel Channel => _channel;

    /// <param name="wrap">Stands between the coordinator and its store.</param>
    public static async Task<ApiServer> StartAsync(Func<ISweepStore, ISweepStore>? wrap = null)
    {
        var server = new ApiServer();
        server.Store = SqliteSweepStore.Open(new SqliteStoreOptions(Path.Combine(server._folder, "sweep.db")), TimeProvider.System);
        var settings = CoordinatorSettings.Default with
        {
            Broker = null,
            Api = new ApiOptions { Listen = new(IPAddress.Loopback, 0) },
            Log = LogOptions.Default with { Level = LogLevel.None },
        };
        server._host = CoordinatorHost.Build(settings, wrap is null ? server.Store : wrap(server.Store), TimeProvider.System);
        await server._host.StartAsync(TestContext.Current.CancellationToken);
        server.Address = server._host.Urls.Single();
        server._channel = GrpcChannel.ForAddress(server.Address);
        return server;
    }

    /// <summary>A worker says that it is there.</summary>
    public void Join(string worker, string host = "node1", int slots = 2, bool accepting = true, string? reason = null) =>
        _host.Services.GetRequiredService<WorkerRoster>().Take(worker, new WorkerStatus
        {
            Sequence = 1,
            Slots = slots,
            Accepting = accepting,
            Reason = reason,
            Device = "cpu",
            MemoryFree = 1 << 30,
            Version = "0.1.0",
            Host = host,
        });

    /// <summary>Brings a sweep to its end without workers.</summary>
    public async Task FinishAsync(string sweep, SweepState state) =>
        Assert.True(await Store.SetSweepStateAsync(sweep, SweepState.Running, state, TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _host.StopAsync();
        await _host.DisposeAsync();
        await Store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
