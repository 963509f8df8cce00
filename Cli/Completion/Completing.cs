using System.CommandLine;
using System.CommandLine.Completions;
using Sweep.Api.V1;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Connecting;
using Sweep.Cli.Listing;
using Sweep.Client;

namespace Sweep.Cli.Completion;

/// <summary>What a shell offers for a word that names something; nothing, and no error, where that cannot be found out quickly.</summary>
internal static class Completing
{
    /// <summary>The sweeps of a home or a cluster.</summary>
    public static void SweepNames(this Argument argument, SweepSources sources) =>
        argument.CompletionSources.Add(context =>
            QuietCompletion.Offer(async stop =>
            {
                await using var source = sources.Open(context.ParseResult);
                return (await source.NamesAsync(stop)).AsEnumerable();
            })
        );

    /// <summary>The sweeps of a cluster.</summary>
    public static void SweepNames(this Argument argument, ConnectionOptions cluster) =>
        argument.CompletionSources.Add(context =>
            QuietCompletion.Offer(async stop =>
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
            QuietCompletion.Offer(async stop =>
            {
                using var server = new CoordinatorClient(cluster.Resolve(context.ParseResult));
                var answer = await server.CallAsync(
                    async options => await server.Workers.ListWorkersAsync(new ListWorkersRequest(), options),
                    QuietCompletion.Patience,
                    stop
                );
                return answer.Workers.Select(names).Distinct();
            })
        );
}
