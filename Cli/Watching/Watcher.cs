using Google.Protobuf.WellKnownTypes;
using Sweep.Api.V1;
using Sweep.Cli.Listing;
using Sweep.Client;
using Sweep.Client.Errors;

namespace Sweep.Cli.Watching;

/// <summary>
/// Watches sweeps of a cluster and tells a view. A coordinator that goes away is waited for, as workers go on without it; then what has
/// settled meanwhile is told too.
/// </summary>
internal sealed class Watcher(CoordinatorClient server, IWatchView view, TimeProvider time)
{
    /// <summary>Between two tries to reach a coordinator that is away.</summary>
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly WatchState _state = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isAway;

    /// <summary>Between two messages; null for the coordinator's usual interval.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Completes with the first message: whatever settles from then on is told.</summary>
    public Task Begun => _begun.Task;

    /// <param name="name">Null: every sweep, until it is cancelled.</param>
    /// <param name="isKnown">Whether the coordinator was there just now, so that even the first call waits for it.</param>
    /// <returns>The sweep at its end.</returns>
    /// <exception cref="BadInputException">There is no such sweep (any more), or the coordinator refuses to tell.</exception>
    /// <exception cref="ServerException">The coordinator was never there, or does not know how to tell.</exception>
    public Task<SweepRow> ToEndAsync(string? name, bool isKnown, CancellationToken cancellation) =>
        view.ShowAsync(() => FollowAsync(name, isKnown, cancellation));

    /// <summary>The same, while somebody else has the display.</summary>
    /// <inheritdoc cref="ToEndAsync"/>
    public async Task<SweepRow> FollowAsync(string? name, bool isKnown, CancellationToken cancellation)
    {
        while (true)
        {
            await StreamAsync(name ?? "", isKnown, cancellation).ConfigureAwait(false);
            if (name is not null && _state.Find(name) is { } sweep && WatchState.HasEnded(sweep))
                return sweep;
            if (name is not null && _state.HasBegun && _state.Find(name) is null)
                throw new BadInputException($"Sweep {name} was deleted while it was watched.");
            await Task.Delay(_pause, time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>One stream, to its end or until it breaks.</summary>
    private async Task StreamAsync(string name, bool isKnown, CancellationToken cancellation)
    {
        var request = new WatchRequest
        {
            Name = name,
            AfterSequence = _state.Sequence,
            Interval = Interval?.ToDuration(),
        };
        try
        {
            await foreach (
                var message in server.StreamAsync(options => server.Sweeps.Watch(request, options), cancellation).ConfigureAwait(false)
            )
            {
                _isAway = false;
                _state.Take(message);
                view.OnMessage(message, _state);
                _begun.TrySetResult();
            }
        }
        catch (ServerException error) when (error.MayPass && (isKnown || _state.HasBegun))
        {
            if (!_isAway)
                view.Note($"{error.Message} Waiting for it; Ctrl-C ends the waiting, not the sweep.");
            _isAway = true;
        }
    }
}
