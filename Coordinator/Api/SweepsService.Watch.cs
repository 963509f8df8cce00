using Grpc.Core;
using Sweep.Api.V1;

namespace Sweep.Coordinator.Api;

internal sealed partial class SweepsService
{
    public override async Task Watch(WatchRequest request, IServerStreamWriter<WatchResponse> responseStream, ServerCallContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        // A client that reads slowly is waited for here, and asked for nothing meanwhile.
        await foreach (var message in watch.WatchAsync(request, end.Token).ConfigureAwait(false))
            await responseStream.WriteAsync(message, end.Token).ConfigureAwait(false);
    }
}
