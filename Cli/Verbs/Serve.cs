using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Results;
using Sweep.Client.Errors;
using Sweep.Coordinator.Api;
using Sweep.Coordinator.Api.Http;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Ledger.Reading;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep serve</c>: the web page over a home's sweeps, to look at. Another process may run them meanwhile.</summary>
public static class Serve
{
    public static Command Create(TimeProvider time)
    {
        var home = new HomeOption();
        var source = new StoreOption();
        var page = new PageOption("Where the page is; port 0 takes a free one");
        var verb = new Verb(
            "serve",
            "Show a home's sweeps on a web page until Ctrl-C; nothing is run or changed",
            "sweep serve                          # http://127.0.0.1:5081",
            "sweep serve --home /srv/sweep --page 127.0.0.1:0"
        )
        {
            home,
            page,
        };
        source.AddTo(verb);
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                var (place, at) = (home.Resolve(parsed), source.Of(parsed));
                await using var ledger = await StoredSweep.OpenAsync(at, place, time, cancellation);
                await using var host = Build(
                    new ApiOptions
                    {
                        Listen = null,
                        Page = parsed.GetValue(page),
                        IsReadOnly = true,
                    },
                    place,
                    ledger,
                    time
                );
                await StartAsync(host, parsed.GetValue(page)!, cancellation);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    $"Page: {host.Urls.Single()} (sweeps in {at.Describe(place)}, to look at; Ctrl-C ends it)"
                );
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellation).ContinueWith(_ => { }, TaskScheduler.Default);
                await host.StopAsync(CancellationToken.None);
                return ExitCode.Completed;
            }
        );
        return verb;
    }

    /// <summary>Answers questions about the store, which it only reads; nothing is dispatched.</summary>
    private static WebApplication Build(ApiOptions api, SweepHome home, ILedgerSource ledger, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseListeners(api);
        builder.Services.AddSingleton(time).AddLedgerToRead(ledger).AddApi(api, home);
        var host = builder.Build();
        host.UseApi();
        return host;
    }

    private static async Task StartAsync(WebApplication host, IPEndPoint page, CancellationToken cancellation)
    {
        try
        {
            await host.StartAsync(cancellation);
        }
        catch (Exception error) when (error.GetBaseException() is SocketException refusal)
        {
            throw new BadInputException(PageOption.Taken(page, refusal));
        }
    }
}
