using System.Globalization;
using Grpc.Core;
using Sweep.Api.V1;
using Sweep.Client;
using Sweep.Client.Connecting;
using Sweep.Client.Errors;

namespace Sweep.Cli.Doctor.Cluster;

/// <summary>The coordinator that is examined, and what it said when it was asked first.</summary>
internal sealed class ExaminedCoordinator(Connection connection, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(15);

    private readonly CoordinatorClient _server = new(connection);

    public Connection Connection => connection;

    public IReadOnlyList<WorkerInfo> Workers { get; private set; } = [];

    /// <summary>How far this machine's clock is ahead of the coordinator's, a second more or less; null when it does not tell.</summary>
    public TimeSpan? Ahead { get; private set; }

    /// <returns>How long a question takes when the connection is there.</returns>
    /// <exception cref="BadInputException">It refuses the question.</exception>
    /// <exception cref="ServerException">It does not answer.</exception>
    public async Task<TimeSpan> AskAsync(CancellationToken cancellation)
    {
        await ListAsync(cancellation).ConfigureAwait(false);
        var start = time.GetTimestamp();
        await ListAsync(cancellation).ConfigureAwait(false);
        return time.GetElapsedTime(start);
    }

    /// <summary>Asks for what an operator alone may ask, in such a way that nothing is done.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public Task<string> RoleAsync(CancellationToken cancellation) =>
        _server.CallAsync(
            async options =>
            {
                try
                {
                    // Which workers to drain is not said, and so it is refused to whoever may ask.
                    await _server.Workers.DrainWorkerAsync(new DrainWorkerRequest(), options);
                    return "operator";
                }
                catch (RpcException refusal) when (refusal.StatusCode is StatusCode.InvalidArgument or StatusCode.PermissionDenied)
                {
                    return refusal.StatusCode == StatusCode.InvalidArgument ? "operator" : "viewer";
                }
            },
            _patience,
            cancellation
        );

    public void Dispose() => _server.Dispose();

    private async Task ListAsync(CancellationToken cancellation) =>
        Workers = await _server
            .CallAsync(
                async options =>
                {
                    var before = time.GetUtcNow();
                    using var call = _server.Workers.ListWorkersAsync(new ListWorkersRequest(), options);
                    var headers = await call.ResponseHeadersAsync.ConfigureAwait(false);
                    var here = before + ((time.GetUtcNow() - before) / 2);
                    if (
                        DateTimeOffset.TryParseExact(
                            headers.GetValue("date"),
                            "r",
                            CultureInfo.InvariantCulture,
                            DateTimeStyles.AssumeUniversal,
                            out var there
                        )
                    )
                    {
                        Ahead = here - there;
                    }

                    return (await call.ResponseAsync.ConfigureAwait(false)).Workers;
                },
                _patience,
                cancellation
            )
            .ConfigureAwait(false);
}
