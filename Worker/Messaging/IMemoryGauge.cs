namespace Sweep.Worker.Messaging;

/// <summary>The machine's memory as this process may use it. Reading is quick.</summary>
public interface IMemoryGauge
{
    MemoryReading Read();
}

/// <param name="Free">Bytes that this process may still allocate; null when that is not known.</param>
/// <param name="Used">Bytes that it occupies now.</param>
public readonly record struct MemoryReading(long? Free, long Used);
