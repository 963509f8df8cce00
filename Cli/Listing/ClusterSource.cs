using Sweep.Api.V1;
using Sweep.Cli.Remote;

namespace Sweep.Cli.Listing;

/// <summary>The sweeps of a cluster.</summary>
internal sealed class ClusterSource(Uri address) : ISweepSource
{
    private readonly Server _server = new(address);

    public async Task<IReadOnlyList<SweepRow>> ListAsync(CancellationToken cancellation)
    {
        var rows = new List<SweepRow>();
        var request = new ListRequest();
        do
        {
            var page = await _server.CallAsync(options => _server.Sweeps.ListAsync(request, options), cancellation);
            rows.AddRange(page.Sweeps.Select(SweepRow.Of));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return rows;
    }

    public async Task<(SweepRow Row, string Spec)> ShowAsync(string name, CancellationToken cancellation)
    {
        var answer = await _server.CallAsync(options => _server.Sweeps.GetAsync(new GetRequest { Name = name, WithSpec = true }, options), cancellation);
        return (SweepRow.Of(answer.Sweep), answer.Spec);
    }

    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        return ValueTask.CompletedTask;
    }
}
