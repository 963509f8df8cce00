using Sweep.Api.V1;
using Sweep.Client;

namespace Sweep.Cli.Listing;

/// <summary>What verbs ask a coordinator about its sweeps, wherever it is.</summary>
internal static class SweepQueries
{
    private const int LargestPage = 1000;

    /// <inheritdoc cref="ISweepSource.ListAsync"/>
    public static async Task<(IReadOnlyList<SweepRow> Rows, string StoreFault)> ListSweepsAsync(
        this CoordinatorClient server,
        CancellationToken cancellation
    )
    {
        var (rows, fault) = (new List<SweepRow>(), "");
        var request = new ListRequest { PageSize = LargestPage };
        do
        {
            var page = await server.CallAsync(options => server.Sweeps.ListAsync(request, options), cancellation);
            rows.AddRange(page.Sweeps.Select(SweepRow.Of));
            (request.PageToken, fault) = (page.NextPageToken, page.StoreFault);
        } while (request.PageToken.Length > 0);
        return (rows, fault);
    }

    /// <inheritdoc cref="ISweepSource.NamesAsync"/>
    public static async Task<IReadOnlyList<string>> ListNamesAsync(this CoordinatorClient server, CancellationToken cancellation)
    {
        var page = await server.CallAsync(
            options => server.Sweeps.ListAsync(new ListRequest { PageSize = LargestPage }, options),
            cancellation
        );
        return [.. page.Sweeps.Select(sweep => sweep.Name)];
    }

    /// <inheritdoc cref="ISweepSource.ShowAsync"/>
    public static async Task<(SweepRow Row, string Spec)> ShowSweepAsync(
        this CoordinatorClient server,
        string name,
        CancellationToken cancellation
    )
    {
        var answer = await server.CallAsync(
            options => server.Sweeps.GetAsync(new GetRequest { Name = name, WithSpec = true }, options),
            cancellation
        );
        return (
            SweepRow.Of(answer.Sweep) with
            {
                Notes = answer.Notes.Length > 0 ? answer.Notes : null,
                Notify = answer.Notify.Length > 0 ? answer.Notify : null,
            },
            answer.Spec
        );
    }
}
