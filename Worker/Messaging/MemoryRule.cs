using System.Globalization;

namespace Sweep.Worker.Messaging;

/// <summary>
/// Whether another stage fits. With nothing running there is nothing to wait for, so a stage is taken even if it is expected to
/// need more than there is, unless less than the reserve is free. Not safe for concurrent use.
/// </summary>
internal sealed class MemoryRule(IMemoryGauge gauge, long reserve)
{
    private long _usedWhenIdle;
    private long _promised;
    private int _running;
    private string? _short;

    /// <summary>Bytes free, as of the last <see cref="WhyNot"/>; null when that is not known.</summary>
    public long? Free { get; private set; }

    /// <summary>Why no stage at all is taken at the moment; null when one may be.</summary>
    public string? WhyNot()
    {
        Free = gauge.Read().Free;
        return _short
            ?? (Free < reserve ? $"{Text(Free.Value)} of memory is free, less than the reserve of {Text(reserve)} (reserve-memory)" : null);
    }

    /// <summary>Takes a stage that is expected to need so many bytes, or says why not.</summary>
    public string? Take(long need)
    {
        var reading = gauge.Read();
        if (_running == 0)
            (_usedWhenIdle, _promised) = (reading.Used, 0);

        // Stages that have just begun have not allocated yet what they will.
        var outstanding = Math.Max(0, _promised - Math.Max(0, reading.Used - _usedWhenIdle));
        var available = reading.Free - outstanding;
        if (_running > 0 && available < need + reserve)
        {
            _short =
                $"the stage would need {Text(need)} of memory and {Text(reserve)} are to stay free (reserve-memory), "
                + $"but {Text(Math.Max(0, available.Value))} can be had beside what runs";
            return _short;
        }

        if (WhyNot() is { } why)
            return why;
        _running++;
        _promised += need;
        return null;
    }

    public void Return(long need)
    {
        _running--;
        _promised -= need;
        _short = null;
    }

    private static string Text(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):#,0} MiB");
}
