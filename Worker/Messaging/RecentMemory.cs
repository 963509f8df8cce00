namespace Sweep.Worker.Messaging;

/// <summary>
/// Reuses a very recent reading. A new reading opens a dozen files, on which short stages would spend half their time.
/// <see cref="MemoryRule"/> accounts for stages accepted since the reading. Not safe for concurrent use.
/// </summary>
internal sealed class RecentMemory(IMemoryGauge gauge, TimeProvider time) : IMemoryGauge
{
    private static readonly TimeSpan _recent = TimeSpan.FromMilliseconds(200);

    private MemoryReading? _reading;
    private long _at;

    public MemoryReading Read()
    {
        if (_reading is { } reading && time.GetElapsedTime(_at) < _recent)
            return reading;
        _at = time.GetTimestamp();
        return (_reading = gauge.Read()).Value;
    }
}
