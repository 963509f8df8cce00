using Sweep.Worker.Messaging;

namespace Sweep.Tests.Worker.Messaging;

internal sealed class FakeMemory : IMemoryGauge
{
    public long? Free { get; set; } = 8L << 30;

    public long Used { get; set; } = 1L << 30;

    public MemoryReading Read() => new(Free, Used);
}
