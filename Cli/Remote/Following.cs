using Sweep.Api.V1;
using Sweep.Cli.Listing;
using SweepState = Sweep.Coordinator.Store.SweepState;

namespace Sweep.Cli.Remote;

/// <summary>Follows a sweep of a cluster to its end. A coordinator that is away for a while is waited for: workers go on without it.</summary>
internal sealed class Following(Server server, IFollowView view, TimeProvider time)
{
    /// <summary>Between two questions.</summary>
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(2);

    /// <summary>Of the expected work that must be done before the time left is reckoned.</summary>
    private const double LeastFraction = 0.01;

    /// <param name="sweep">As it stood when it was submitted.</param>
    /// <returns>The sweep at its end.</returns>
    /// <exception cref="BadInputException">The sweep is gone.</exception>
    public async Task<SweepRow> ToEndAsync(SweepRow sweep, CancellationToken cancellation)
    {
        var (start, doneBefore) = (time.GetTimestamp(), sweep.Fraction);
        var isAway = false;
        using var timer = new PeriodicTimer(_interval, time);
        while (true)
        {
            var elapsed = time.GetElapsedTime(start);
            var done = sweep.Fraction - doneBefore;
            if (!isAway)
                view.OnRead(sweep, elapsed, done > LeastFraction ? elapsed * ((1 - sweep.Fraction) / done) : null);
            if (sweep.State is SweepState.Completed or SweepState.Failed or SweepState.Cancelled)
                return sweep;
            await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
            try
            {
                var answer = await server.CallAsync(options => server.Sweeps.GetAsync(new GetRequest { Name = sweep.Name }, options), cancellation).ConfigureAwait(false);
                (sweep, isAway) = (SweepRow.Of(answer.Sweep), false);
            }
            catch (ServerException error)
            {
                if (!isAway)
                    view.Note($"{error.Message} Waiting for it; Ctrl-C ends the waiting, not the sweep.");
                isAway = true;
            }
        }
    }
}
