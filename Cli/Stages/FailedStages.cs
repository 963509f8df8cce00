using Sweep.Api.V1;
using Sweep.Client;
using Sweep.Client.Errors;

namespace Sweep.Cli.Stages;

/// <summary>The stages of a sweep that are parked.</summary>
internal static class FailedStages
{
    private const int LargestPage = 1000;

    /// <exception cref="BadInputException">There is no such sweep.</exception>
    public static async Task<IReadOnlyList<StageNode>> ReadAsync(CoordinatorClient server, string sweep, CancellationToken cancellation)
    {
        var failed = new List<StageNode>();
        var request = new ListStagesRequest
        {
            Name = sweep,
            States = { StageState.Failed },
            PageSize = LargestPage,
        };
        do
        {
            var page = await server
                .CallAsync(options => server.Results.ListStagesAsync(request, options), cancellation)
                .ConfigureAwait(false);
            failed.AddRange(page.Stages);
            request.PageToken = page.NextPageToken;
        } while (request.PageToken.Length > 0);
        return failed;
    }
}
