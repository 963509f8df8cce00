using Sweep.Api.V1;

namespace Sweep.Coordinator.Watching;

/// <summary>How sweeps get on, as a stream of news.</summary>
internal interface ISweepWatch
{
    /// <summary>Ends when the one sweep that it is about has ended and all is told, else with the cancellation.</summary>
    /// <exception cref="Grpc.Core.RpcException">The request cannot be met; at the first message.</exception>
    IAsyncEnumerable<WatchResponse> WatchAsync(WatchRequest request, CancellationToken cancellation);
}
