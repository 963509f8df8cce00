using System.Globalization;
using Sweep.Api.V1;
using Sweep.Cli.Connecting;
using Sweep.Cli.Remote;
using Sweep.Client;
using Sweep.Client.Connecting;

namespace Sweep.Cli.Listing;

/// <summary>The sweeps of a cluster.</summary>
internal sealed class ClusterSource(Connection connection) : ISweepSource
{
    private const int LargestPage = 1000;

    private readonly CoordinatorClient _server = new(connection);

    public async Task<(IReadOnlyList<SweepRow> Rows, string StoreFault)> ListAsync(CancellationToken cancellation)
    {
        var (rows, fault) = (new List<SweepRow>(), "");
        var request = new ListRequest { PageSize = LargestPage };
        do
        {
            var page = await _server.CallAsync(options => _server.Sweeps.ListAsync(request, options), cancellation);
            rows.AddRange(page.Sweeps.Select(SweepRow.Of));
            (request.PageToken, fault) = (page.NextPageToken, page.StoreFault);
        } while (request.PageToken.Length > 0);
        return (rows, fault);
    }

    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellation)
    {
        var page = await _server.CallAsync(
            options => _server.Sweeps.ListAsync(new ListRequest { PageSize = LargestPage }, options),
            cancellation
        );
        return [.. page.Sweeps.Select(sweep => sweep.Name)];
    }

    public async Task<(SweepRow Row, string Spec)> ShowAsync(string name, CancellationToken cancellation)
    {
        var answer = await _server.CallAsync(
            options => _server.Sweeps.GetAsync(new GetRequest { Name = name, WithSpec = true }, options),
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

    /// <remarks>A name that is given is looked at by whoever is asked.</remarks>
    public async Task<(CoordinatorClient Server, string Sweep)> AskAsync(string? name, CancellationToken cancellation) =>
        (_server, name ?? TheOnly(await NamesAsync(cancellation)));

    public Task<CoordinatorClient> AskAsync(CancellationToken cancellation) => Task.FromResult(_server);

    public Task WriteReportAsync(string name, double? tolerance, Stream output, CancellationToken cancellation)
    {
        var query = tolerance is { } points ? string.Create(CultureInfo.InvariantCulture, $"?tolerance={points}") : "";
        return _server.DownloadAsync($"/v1/sweeps/{Uri.EscapeDataString(name)}/report{query}", output, cancellation);
    }

    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        return ValueTask.CompletedTask;
    }

    private string TheOnly(IReadOnlyList<string> names) =>
        names switch
        {
            [var only] => only,
            [] => throw new BadInputException($"There are no sweeps at {connection.Name} yet: sweep submit FILE makes one."),
            _ => throw new BadInputException(
                $"NAME is missing; {connection.Name} has more than one sweep: {string.Join(", ", names.Take(20))}{(names.Count > 20 ? ", …" : "")}"
            ),
        };
}
