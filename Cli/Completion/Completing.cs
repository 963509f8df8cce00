using System.CommandLine;
using System.CommandLine.Completions;
using Sweep.Api.V1;
using Sweep.Cli.Connecting;
using Sweep.Cli.Listing;
using Sweep.Client;
using Sweep.Client.Errors;

namespace Sweep.Cli.Completion;

/// <summary>What a shell offers for a word that names something; nothing, and no error, where that cannot be found out quickly.</summary>
internal static class Completing
{
    /// <summary>A shell waits for it. Tests, whose machine may be busy, set a longer one.</summary>
    internal static TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>The sweeps of a home or a cluster.</summary>
    public static void SweepNames(this Argument argument, SweepSources sources) =>
        argument.CompletionSources.Add(context =>
            Quietly(async stop =>
            {
                await using var source = sources.Open(context.ParseResult);
                return (await source.NamesAsync(stop)).AsEnumerable();
            })
        );

    /// <summary>The sweeps of a cluster.</summary>
    public static void SweepNames(this Argument argument, ConnectionOptions cluster) =>
        argument.CompletionSources.Add(context =>
            Quietly(async stop =>
            {
                await using var source = new ClusterSource(cluster.Resolve(context.ParseResult));
                return (await source.NamesAsync(stop)).AsEnumerable();
            })
        );

    /// <param name="names">What of a worker is offered.</param>
    public static void Workers(
        this List<Func<CompletionContext, IEnumerable<CompletionItem>>> sources,
        ConnectionOptions cluster,
        Func<WorkerInfo, string> names
    ) =>
        sources.Add(context =>
            Quietly(async stop =>
            {
                using var server = new CoordinatorClient(cluster.Resolve(context.ParseResult));
                var answer = await server.CallAsync(
                    async options => await server.Workers.ListWorkersAsync(new ListWorkersRequest(), options),
                    Patience,
                    stop
                );
                return answer.Workers.Select(names).Distinct();
            })
        );

    public static IEnumerable<CompletionItem> Quietly(Func<IEnumerable<string>> names) => Quietly(_ => Task.FromResult(names()));

    /// <remarks>A shell's line cannot show what went wrong; the verb itself says it.</remarks>
    private static IEnumerable<CompletionItem> Quietly(Func<CancellationToken, Task<IEnumerable<string>>> names)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            return
            [
                .. Task.Run(() => names(patience.Token), patience.Token).GetAwaiter().GetResult().Select(name => new CompletionItem(name)),
            ];
        }
        catch (Exception error) when (error is BadInputException or ServerException or HomeException or OperationCanceledException)
        {
            return [];
        }
    }
}
