using System.Threading.Channels;

namespace Sweep.Coordinator.Ledger.Keeping;

/// <summary>Says that another pass is due. Several calls before the pass are one.</summary>
public sealed class DispatchSignal
{
    private readonly Channel<bool> _due = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    public void Set() => _due.Writer.TryWrite(true);

    public async Task WaitAsync(CancellationToken cancellation) => await _due.Reader.ReadAsync(cancellation).ConfigureAwait(false);
}
