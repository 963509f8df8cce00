namespace Sweep.Worker.Messaging;

/// <summary>Reads how much of the machine's memory this process may use. Reading is quick.</summary>
public interface IMemoryGauge
{
    MemoryReading Read();
}

/// <param name="Free">Bytes that this process may still allocate; null when that is unknown.</param>
/// <param name="Used">Bytes that this process uses now.</param>
public readonly record struct MemoryReading(long? Free, long Used);
