using Grpc.Core;
using Sweep.Api.V1;

namespace Sweep.Performance.Results;

/// <summary>Streams about the finished sweep: how soon they begin, from wherever they go on, and how fast they tell what was missed.</summary>
internal sealed class Watches(Sweeps.SweepsClient sweeps, CancellationToken cancellation)
{
    /// <summary>Sequences, near the beginning, in the middle and near the end of what settled.</summary>
    public static IReadOnlyList<long> Places { get; } = [2, 250_000, 500_000, 999_000];

    public Task<object> NowAsync() => FirstAsync(new WatchRequest());

    public Task<object> FromAsync(long sequence) => FirstAsync(new WatchRequest { Name = FinishedStore.Sweep, AfterSequence = sequence });

    /// <summary>To the stream's own end; returns how many stages it told of.</summary>
    public async Task<int> FromTheFirstAsync()
    {
        var told = 0;
        using var call = sweeps.Watch(new WatchRequest { Name = FinishedStore.Sweep, AfterSequence = 1 }, cancellationToken: cancellation);
        await foreach (var message in call.ResponseStream.ReadAllAsync(cancellation))
            told += message.Settled.Count;
        return told > 0 ? told : throw new InvalidOperationException("The stream told of no stage.");
    }

    private async Task<object> FirstAsync(WatchRequest request)
    {
        using var call = sweeps.Watch(request, cancellationToken: cancellation);
        return await call.ResponseStream.MoveNext(cancellation)
            ? call.ResponseStream.Current
            : throw new InvalidOperationException("The stream ended without a message.");
    }
}
