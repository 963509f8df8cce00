using System.Globalization;
using Sweep.Client;
using Sweep.Client.Connecting;
using Sweep.Client.Errors;

namespace Sweep.Cli.Listing;

/// <summary>The sweeps of a cluster.</summary>
internal sealed class ClusterSource(Connection connection) : ISweepSource
{
    private readonly CoordinatorClient _server = new(connection);

    public Task<(IReadOnlyList<SweepRow> Rows, string StoreFault)> ListAsync(CancellationToken cancellation) =>
        _server.ListSweepsAsync(cancellation);

    public Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellation) => _server.ListNamesAsync(cancellation);

    public Task<(SweepRow Row, string Spec)> ShowAsync(string name, CancellationToken cancellation) =>
        _server.ShowSweepAsync(name, cancellation);

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
