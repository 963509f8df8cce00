using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sweep.Api.V1;
using Sweep.Contracts.Messages;
using Sweep.Coordinator;
using Sweep.Coordinator.Api;
using Sweep.Coordinator.Api.Limits;
using Sweep.Coordinator.Api.Security;
using Sweep.Coordinator.Configuration;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Coordinator.Watching;
using Sweep.Hosting.Logs;
using Sweep.Hosting.Telemetry;
using Sweep.Tests.Coordinator.Ledger;
using SweepHome = Sweep.Coordinator.Home.SweepHome;
using SweepState = Sweep.Contracts.States.SweepState;

namespace Sweep.Tests.Coordinator.Api;

/// <summary>A whole coordinator in this process, on a free port of loopback, over the in-memory bus and a store of its own.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sweep-test-").FullName;
    private WebApplication _host = null!;
    private GrpcChannel _channel = null!;
    private Func<ApiOptions, ApiOptions> _options = options => options;
    private TimeProvider _time = TimeProvider.System;
    private bool _logs;

    private ApiServer() { }

    /// <summary>What the coordinator keeps, to look at and to move on by hand.</summary>
    public TestLedger Ledger { get; private set; } = null!;

    /// <summary>Its folder.</summary>
    public string Home => _folder;

    /// <summary>As a user would write it.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Where the page and HTTP with JSON are.</summary>
    public Uri Page { get; private set; } = null!;

    public Sweeps.SweepsClient Sweeps => new(_channel);

    public Workers.WorkersClient Workers => new(_channel);

    public Results.ResultsClient Results => new(_channel);

    public GrpcChannel Channel => _channel;

    /// <summary>What workers have, as the coordinator was told.</summary>
    public RunningStages Running => _host.Services.GetRequiredService<RunningStages>();

    /// <summary>A client of HTTP with JSON.</summary>
    public HttpClient NewHttp() => new() { BaseAddress = Page };

    /// <summary>What the coordinator has logged as a warning or worse, when it was started with <c>logs</c>.</summary>
    public ConcurrentQueue<string> Logged { get; } = [];

    /// <param name="wrap">Stands between the ledger and its store.</param>
    /// <param name="with">Changes the usual options.</param>
    /// <param name="logs">Whether <see cref="Logged"/> is filled.</param>
    /// <param name="time">The coordinator's; null for the machine's.</param>
    public static async Task<ApiServer> StartAsync(
        Func<ILedgerStore, ILedgerStore>? wrap = null,
        Func<ApiOptions, ApiOptions>? with = null,
        bool logs = false,
        TimeProvider? time = null
    )
    {
        var server = new ApiServer
        {
            _options = with ?? (options => options),
            _logs = logs,
            _time = time ?? TimeProvider.System,
        };
        await server.StartAsync(port: 0, wrap ?? (store => store));
        server._channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { MaxReceiveMessageSize = null });
        return server;
    }

    /// <summary>Makes a token; returns its text.</summary>
    public string AddToken(string name, Role role)
    {
        var text = AccessToken.NewText();
        new TokenFile(new SweepHome(_folder)).Change(tokens =>
            [.. tokens, new AccessToken(name, role, AccessToken.HashOf(text), TimeProvider.System.GetUtcNow())]
        );
        return text;
    }

    public void RevokeToken(string name) =>
        new TokenFile(new SweepHome(_folder)).Change(tokens => [.. tokens.Where(token => token.Name != name)]);

    /// <summary>The audit log's newest file, line by line.</summary>
    public IReadOnlyList<JsonObject> Audit() =>
        [.. File.ReadLines(new SweepHome(_folder).Audit(0)).Select(line => JsonNode.Parse(line)!.AsObject())];

    /// <summary>Whether a call of this method has ended.</summary>
    public bool HasAudited(string method) =>
        File.Exists(new SweepHome(_folder).Audit(0)) && Audit().Any(line => (string?)line["method"] == method);

    /// <summary>Ends the coordinator, and begins another at the same address with the same store when <paramref name="meanwhile"/> is done.</summary>
    public async Task RestartAsync(Func<Task> meanwhile)
    {
        await StopAsync();
        await meanwhile();
        await StartAsync(new Uri(Address).Port, store => store);
    }

    /// <summary>A worker says that it is there.</summary>
    /// <param name="heard">1: it has heard of this coordinator, and so is given stages.</param>
    public void Join(
        string worker,
        string host = "node1",
        int slots = 2,
        bool accepting = true,
        string? reason = null,
        IReadOnlyList<string>? data = null,
        long heard = 0,
        IReadOnlyList<string>? findings = null
    ) =>
        _host
            .Services.GetRequiredService<WorkerRoster>()
            .Take(
                worker,
                new WorkerStatus
                {
                    Sequence = 1,
                    Heard = heard,
                    Data = data,
                    Findings = findings,
                    Slots = slots,
                    Accepting = accepting,
                    Reason = reason,
                    Device = "cpu",
                    MemoryFree = 1 << 30,
                    Version = "0.1.0",
                    Host = host,
                }
            );

    /// <summary>A worker that is there says that it lacks the images of whatever sweep is the first to be submitted.</summary>
    public void Lack(string worker, string problem) => _host.Services.GetRequiredService<WorkerRoster>().OnOtherData(worker, 1, problem);

    /// <summary>Brings a sweep to its end without workers.</summary>
    public async Task FinishAsync(string sweep, SweepState state) =>
        Assert.True(await Ledger.SetStateAsync(sweep, SweepState.Running, state));

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync(int port, Func<ILedgerStore, ILedgerStore> wrap)
    {
        var settings = CoordinatorSettings.Default with
        {
            Broker = null,
            Home = _folder,
            // Tests ask faster than people.
            Api = _options(
                new ApiOptions
                {
                    Listen = new(IPAddress.Loopback, port),
                    Page = new(IPAddress.Loopback, 0),
                    Limits = ApiLimits.Default with { Requests = 0 },
                }
            ),
            Telemetry = TelemetryOptions.None,
            Log = LogOptions.Default with { Level = _logs ? LogLevel.Warning : LogLevel.None },
        };
        Ledger = await TestLedger.OpenAsync(wrap(SqliteLedgerStore.Open(new SqliteStoreOptions(new SweepHome(_folder).Database))), _time);
        _host = CoordinatorHost.Build(settings, Ledger.Keeper, _time);
        if (_logs)
            _host.Services.GetRequiredService<ILoggerFactory>().AddProvider(new LogQueue(Logged));
        await _host.StartAsync(TestContext.Current.CancellationToken);
        (Address, Page) = (_host.Urls.First(), new Uri(_host.Urls.Last()));
    }

    private async Task StopAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
        await Ledger.DisposeAsync();
    }
}
