using Microsoft.Extensions.Logging;
using Sweep.Contracts.Messages;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>Sends orders: one message to each worker that something is to be said to.</summary>
public sealed class OrdersDesk(
    IWorkerGateway gateway,
    LedgerKeeper keeper,
    Hearing hearing,
    WorkerRoster roster,
    ListeningClock clock,
    IEnumerable<IDispatchObserver> observers,
    DispatchOptions options,
    TimeProvider time,
    ILogger<OrdersDesk> log
)
{
    private readonly IDispatchObserver[] _observers = [.. observers];
    private bool _isBroken;

    /// <summary>
    /// Never throws: what cannot be sent is taken back at once if the store can, and else lapses. Whatever is not about new stages is
    /// not kept: it comes up again.
    /// </summary>
    public async Task SendAsync(IReadOnlyCollection<(Lease Lease, RunStage Command)> run, CancellationToken cancellation)
    {
        var stages = run.GroupBy(stage => stage.Lease.WorkerId, StringComparer.Ordinal)
            .ToDictionary(worker => worker.Key, worker => worker.Select(stage => stage.Command).ToList(), StringComparer.Ordinal);
        var orders = roster.TakeOrders(stages);
        if (orders.Count == 0 || (run.Count == 0 && !clock.IsConnected))
            return;

        using var timeout = new CancellationTokenSource(options.SendTimeout, time);
        // A stop does not take back what is on its way to the broker: it arrives, and a worker would execute it in vain.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            clock.IsConnected ? CancellationToken.None : cancellation,
            timeout.Token
        );
        var sent = orders.Select(order => TrySendAsync(order.Key, order.Value, end.Token)).ToList();
        var errors = (await Task.WhenAll(sent).ConfigureAwait(false)).OfType<Exception>().ToList();
        if (errors.Count > 0 && !_isBroken && !cancellation.IsCancellationRequested)
            log.OrdersCannotBeSent(errors[0].Message);
        else if (errors.Count == 0 && _isBroken)
            log.OrdersSentAgain();
        _isBroken = errors.Count > 0;
    }

    private async Task<Exception?> TrySendAsync(string worker, WorkerOrders orders, CancellationToken cancellation)
    {
        try
        {
            await gateway.SendAsync(worker, orders, cancellation).WaitAsync(cancellation).ConfigureAwait(false);
            return null;
        }
        catch (Exception error)
        {
            // Whatever went wrong, the order may have arrived or not: the attempt is fenced off, and the stage free again.
            if (orders.Run.Count > 0)
            {
                await TakeBackAsync([.. orders.Run.Select(command => new Lease(command.Stage.Id, command.Attempt, worker))])
                    .ConfigureAwait(false);
            }

            return error;
        }
    }

    private async Task TakeBackAsync(IReadOnlyList<Lease> leases)
    {
        try
        {
            foreach (
                var lease in await keeper.ChangeAsync(ledger => TakeBack(ledger, leases), CancellationToken.None).ConfigureAwait(false)
            )
            {
                hearing.Forget(lease);
                foreach (var observer in _observers)
                    observer.OnLost(lease);
            }
        }
        catch (SweepStoreException)
        {
            // Then they lapse.
        }
    }

    /// <summary>Those that had not ended otherwise.</summary>
    private List<Lease> TakeBack(SweepLedger ledger, IReadOnlyList<Lease> leases) =>
        [.. leases.Where(lease => ledger.Release(lease, new AttemptEnd("the order could not be sent to the worker"), time.GetUtcNow()))];
}
