using Sweep.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Store;

public sealed class MemoryStoreTests : LedgerStoreConformance
{
    private readonly MemoryMedium _medium = new();

    protected override ILedgerStore Open() => new MemoryStore(_medium);
}
