using System.Net;
using Sweep.Contracts.Spec.Values;
using Sweep.Coordinator.Api;
using Sweep.Coordinator.Api.Limits;
using Sweep.Coordinator.Api.Security;
using Sweep.Coordinator.Notifying;
using Sweep.Hosting.Configuration;
using Sweep.Hosting.Logs;
using Sweep.Hosting.Telemetry;
using Sweep.Hosting.Transport;
using static Sweep.Hosting.Configuration.ProgramSettings;

namespace Sweep.Coordinator.Configuration;

/// <summary>Lists the settings of <c>sweep-coordinator</c>.</summary>
public static class CoordinatorCatalogue
{
    /// <summary>The shortest lease. Passes are a second apart, and a few heartbeats have to fit into a quarter of the lease.</summary>
    private static readonly TimeSpan _shortestLease = TimeSpan.FromSeconds(2);

    /// <summary>The shortest time before a takeover. A coordinator that stands by looks once a second.</summary>
    private static readonly TimeSpan _shortestStandby = TimeSpan.FromSeconds(3);

    public static ProgramCatalogue<CoordinatorSettings> Instance { get; } =
        new()
        {
            Name = "sweep-coordinator",
            Section = "COORDINATOR",
            Summary = """
                sweep-coordinator runs the sweeps of a cluster: it accepts them from users (sweep submit), hands their stages to workers over
                RabbitMQ, and stores the results. One coordinator owns a home, and one writes to a store: the last that started. After any end the
                next start continues where it was.

                sweep-coordinator token add|list|revoke manages who may use it; see sweep-coordinator token --help.

                SIGTERM, SIGINT or SIGHUP makes it store all pending work and end with 0. Workers continue, and report when a coordinator is back. Exit
                codes: 0 stopped; 2 a setting is wrong; 70 a fault of the program or of the machine.
                """,
            Defaults = CoordinatorSettings.Default,
            SharedBlocks = [BrokerSettings.Block],
            Settings =
            [
                Make<CoordinatorSettings, string?>(
                    "home",
                    new Text("a folder"),
                    "DIR",
                    "Where the store is, unless store says otherwise; by default SWEEP_HOME, else ~/.local/share/sweep",
                    s => s.Home,
                    (s, v) => s with { Home = v }
                ),
                Make<CoordinatorSettings, string?>(
                    "store",
                    new Text("a path or mongodb://…"),
                    "PLACE",
                    "The store: path of an SQLite file, or mongodb://HOST[:PORT],… or mongodb+srv://HOST, without a password; by default the home's file",
                    s => s.Store.Place,
                    (s, v) => s with { Store = s.Store with { Place = v } }
                ),
                Make<CoordinatorSettings, string?>(
                    "store-file",
                    new Text("a file"),
                    "FILE",
                    "File whose first line is the store's MongoDB address, with user and password, such as a mounted secret",
                    s => s.Store.AddressFile,
                    (s, v) => s with { Store = s.Store with { AddressFile = v } }
                ),
                Make<CoordinatorSettings, string?>(
                    "store-database",
                    new Text("a name"),
                    "NAME",
                    "MongoDB's database; by default the address's, else sweep",
                    s => s.Store.Database,
                    (s, v) => s with { Store = s.Store with { Database = v } }
                ),
                Make<CoordinatorSettings, string?>(
                    "tokens",
                    new Text("a file"),
                    "FILE",
                    "File of the tokens, such as a mounted secret; by default tokens.json in the home",
                    s => s.Tokens,
                    (s, v) => s with { Tokens = v }
                ),
                Make<CoordinatorSettings, bool>(
                    "standby",
                    new Flag(),
                    "",
                    "Wait until no other coordinator writes to the store, and then take its place",
                    s => s.Standby,
                    (s, v) => s with { Standby = v }
                ),
                Make<CoordinatorSettings, TimeSpan>(
                    "standby-after",
                    new Duration(),
                    "TIME",
                    "How long a coordinator may write nothing before one that stands by takes its place; the same for all of them",
                    s => s.StandbyAfter,
                    (s, v) => s with { StandbyAfter = v }
                ),
                Make<CoordinatorSettings, IPEndPoint>(
                    "listen",
                    new ListenAddress(5080),
                    "ADDRESS:PORT",
                    "Where programs reach it (gRPC); port 0 takes a free one",
                    s => s.Api.Listen!,
                    (s, v) => s with { Api = s.Api with { Listen = v } }
                ),
                Make<CoordinatorSettings, IPEndPoint?>(
                    "page",
                    new AddressOrOff(5081),
                    "ADDRESS:PORT",
                    "Where browsers reach it: the web page, and HTTP with JSON; or off",
                    s => s.Api.Page,
                    (s, v) => s with { Api = s.Api with { Page = v } }
                ),
                Make<CoordinatorSettings, bool>(
                    "listen-unprotected",
                    new Flag(),
                    "",
                    "Let other machines reach it even without TLS or without a token: anybody on the network can steer the cluster, or read its traffic",
                    s => s.Api.ListenUnprotected,
                    (s, v) => s with { Api = s.Api with { ListenUnprotected = v } }
                ),
                .. Block<CoordinatorSettings, ApiOptions>("tls", TlsSettings.All, s => s.Api, (s, v) => s with { Api = v }),
                Make<CoordinatorSettings, IReadOnlyList<string>>(
                    "hosts",
                    new TextList("names such as sweep.example.org", name => Uri.CheckHostName(name) == UriHostNameType.Dns),
                    "NAME,…",
                    "Names under which browsers and programs reach it, beside localhost and addresses; when any are given, other names are refused",
                    s => s.Api.Hosts,
                    (s, v) => s with { Api = s.Api with { Hosts = v } }
                ),
                .. Block<CoordinatorSettings, ApiLimits>(
                    "limits",
                    LimitSettings.All,
                    s => s.Api.Limits,
                    (s, v) => s with { Api = s.Api with { Limits = v } }
                ),
                Make<CoordinatorSettings, TimeSpan>(
                    "lease",
                    new Duration(),
                    "TIME",
                    "How long a worker may be silent before its stages go to others; a dozen of its heartbeats",
                    s => s.Dispatch.Lease,
                    (s, v) => s with { Dispatch = s.Dispatch.WithLease(v) }
                ),
                Make<CoordinatorSettings, string?>(
                    "lease-steps",
                    new Text("a folder"),
                    "DIR",
                    "For tests: silence is measured in steps found there",
                    s => s.Dispatch.LeaseSteps,
                    (s, v) => s with { Dispatch = s.Dispatch with { LeaseSteps = v } }
                ) with
                {
                    IsHidden = true,
                },
                Make<CoordinatorSettings, TimeSpan>(
                    "back-off",
                    new Duration(),
                    "TIME",
                    "Wait before a failed stage is tried again; twice as long each further time, up to 5 minutes",
                    s => s.Dispatch.BackOff,
                    (s, v) => s with { Dispatch = s.Dispatch with { BackOff = v } }
                ),
                Make<CoordinatorSettings, IReadOnlyList<string>>(
                    "notify-hosts",
                    new TextList($"hosts such as hooks.example.org, {NotifyOptions.AnyPublic} or {NotifyOptions.Nobody}", IsWebhookHost),
                    "HOST,…",
                    $"Hosts of the webhooks that specs may name; {NotifyOptions.AnyPublic}: https to any host on the internet; {NotifyOptions.Nobody}",
                    s => s.Notify.Hosts,
                    (s, v) => s with { Notify = s.Notify with { Hosts = v } }
                ),
                Make<CoordinatorSettings, string?>(
                    "notify-file",
                    new Text("a file"),
                    "FILE",
                    "File whose first line is a webhook that is notified of every sweep, such as a mounted secret",
                    s => s.Notify.File,
                    (s, v) => s with { Notify = s.Notify with { File = v } }
                ),
                .. Block<CoordinatorSettings, BrokerOptions>(
                    BrokerSettings.Block,
                    BrokerSettings.All,
                    s => s.Broker!,
                    (s, v) => s with { Broker = v }
                ),
                .. TelemetrySettings.All<CoordinatorSettings>(
                    TelemetryOptions.CoordinatorPort,
                    s => s.Telemetry,
                    (s, v) => s with { Telemetry = v }
                ),
                .. Block<CoordinatorSettings, LogOptions>(LogSettings.Block, LogSettings.All, s => s.Log, (s, v) => s with { Log = v }),
            ],
            FileExample = """{ "standby": false, "limits": { "requests": 100 } }""",
            Examples =
            [
                "sweep-coordinator                                # for the broker on this machine, on 127.0.0.1:5080",
                "sweep-coordinator --home /srv/sweep --broker-hosts mq1,mq2 --broker-tls --broker-user sweep --broker-password-file /run/secrets/mq",
                "sweep-coordinator --store-file /run/secrets/mongodb                # its first line: mongodb://USER:PASSWORD@HOST/sweep?authSource=admin&tls=true",
                "sweep-coordinator token add ada --role operator   # shows a token, once; from then on a token is asked for",
                "sweep-coordinator --listen 0.0.0.0:5080 --page 0.0.0.0:443 --tls-certificate tls.crt --tls-key tls.key",
                "sweep-coordinator --standby --store-file /run/secrets/mongodb      # a second one, which takes over when the first is gone",
                "SWEEP_COORDINATOR__LEASE=2m sweep-coordinator --log-format json",
            ],
            Check = Check,
        };

    private static IEnumerable<string> Check(CoordinatorSettings settings)
    {
        if (OpenAddress.Refuse(settings.Api, isTokenAsked: null) is { } refusal)
            yield return refusal;
        if (settings.Tokens is { } tokens && !File.Exists(tokens))
            yield return $"tokens: {tokens} is not there; sweep-coordinator token add NAME --role operator --tokens FILE makes one";
        foreach (var problem in settings.Store.Problems())
            yield return problem;
        foreach (var problem in TlsSettings.Check(settings.Api))
            yield return problem;
        if (Refuse(settings.Notify) is { } unread)
            yield return $"notify-file: {unread}";
        if (settings.Dispatch.Lease < _shortestLease)
            yield return $"lease: expected at least {new Duration().Format(_shortestLease)}";
        if (settings.StandbyAfter < _shortestStandby)
            yield return $"standby-after: expected at least {new Duration().Format(_shortestStandby)}";
        foreach (var problem in BrokerSettings.Check(settings.Broker!))
            yield return problem;
    }

    /// <summary>Accepts a name or an address, with or without a port.</summary>
    private static bool IsWebhookHost(string text) =>
        Uri.TryCreate($"http://{text}", UriKind.Absolute, out var address)
        && address is { PathAndQuery: "/", UserInfo: "", Fragment: "" }
        && !text.EndsWith('/');

    private static string? Refuse(NotifyOptions options)
    {
        try
        {
            options.ReadOperator();
            return null;
        }
        catch (IOException error)
        {
            return error.Message;
        }
    }
}
