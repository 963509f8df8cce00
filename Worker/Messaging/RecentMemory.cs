namespace Sweep.Worker.Messaging;

/// <summary>
/// A reading of a moment ago, where there is one: to read anew opens a dozen files, and short stages would spend half their time with that.
/// What was taken since then is known to <see cref="MemoryRule"/>. Not safe for concurrent use.
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
