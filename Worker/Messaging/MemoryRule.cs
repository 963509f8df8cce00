using Sweep.Worker.Machine;

namespace Sweep.Worker.Messaging;

/// <summary>
/// Decides whether another stage fits into the machine's memory. With nothing running there is nothing to wait for, so a stage is accepted
/// even if it is expected to need more than is free, unless less than the reserve is free. Not safe for concurrent use.
/// </summary>
/// <param name="reserve">Bytes that are to stay free.</param>
internal sealed class MemoryRule(IMemoryGauge gauge, long reserve)
{
    private long _usedWhenIdle;
    private long _promised;
    private int _running;
    private string? _short;

    /// <summary>Free bytes at the last call of <see cref="WhyNot"/>; null when that is unknown.</summary>
    public long? Free { get; private set; }

    /// <summary>Why no stage is accepted at the moment; null when one may be accepted.</summary>
    public string? WhyNot()
    {
        Free = gauge.Read().Free;
        return _short
            ?? (
                Free < reserve
                    ? $"{MemoryText.InMebibytes(Free.Value)} of memory is free, less than the reserve of {MemoryText.InMebibytes(reserve)} (reserve-memory)"
                    : null
            );
    }

    /// <summary>Reserves memory for a stage; returns null, or why it does not fit.</summary>
    /// <param name="need">Bytes that the stage is expected to need.</param>
    public string? Reserve(long need)
    {
        var reading = gauge.Read();
        if (_running == 0)
            (_usedWhenIdle, _promised) = (reading.Used, 0);

        // Stages that have just begun have not yet allocated all that they will need.
        var outstanding = Math.Max(0, _promised - Math.Max(0, reading.Used - _usedWhenIdle));
        var available = reading.Free - outstanding;
        if (_running > 0 && available < need + reserve)
        {
            _short =
                $"the stage would need {MemoryText.InMebibytes(need)} of memory and {MemoryText.InMebibytes(reserve)} are to stay free (reserve-memory), "
                + $"but only {MemoryText.InMebibytes(Math.Max(0, available.Value))} are available beside what runs";
            return _short;
        }

        if (WhyNot() is { } why)
            return why;
        _running++;
        _promised += need;
        return null;
    }

    /// <summary>Ends the reservation of a stage that is over.</summary>
    public void Release(long need)
    {
        _running--;
        _promised -= need;
        _short = null;
    }
}
