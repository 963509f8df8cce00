using System.Globalization;

namespace Sweep.Worker.Messaging;

/// <summary>
/// Whether a stage fits on the worker's card beside what other processes have there. libtorch keeps what it has once taken, so what this
/// process had for stages that are over is counted as free. A card whose driver does not tell is always taken for large enough. Not safe for
/// concurrent use.
/// </summary>
/// <param name="device">As the status calls it.</param>
/// <param name="readFree">Bytes of the card that nobody has; null when that is not known.</param>
internal sealed class CardMemory(string device, Func<long?> readFree)
{
    private readonly long? _freeAtStart = readFree();
    private long _promised;
    private long _mostPromised;
    private int _running;
    private long? _short;

    /// <summary>Why nothing is taken at the moment; null when a stage may be. It was refused one, and there is still too little for that.</summary>
    public string? WhyNot()
    {
        if (_short is { } need && Available() is { } available)
        {
            if (available < need)
                return Text(need, available);
            _short = null;
        }

        return null;
    }

    /// <summary>Takes a stage that is expected to need so many bytes, or says why not.</summary>
    public string? Take(long need)
    {
        // One that would not fit on the whole card is left to the engine, which works it off in parts.
        var isHopeless = _running == 0 && need > _freeAtStart;
        if (need > 0 && !isHopeless && Available() is { } available && available < need)
        {
            _short = need;
            return Text(need, available);
        }

        _short = null;
        _running++;
        _promised += need;
        _mostPromised = Math.Max(_mostPromised, _promised);
        return null;
    }

    public void Return(long need)
    {
        _running--;
        _promised -= need;
    }

    /// <summary>What is free, and what this process has; less what its stages have been promised.</summary>
    private long? Available()
    {
        if (readFree() is not { } free || _freeAtStart is not { } atStart)
            return null;

        // Others may have taken some of what is gone since then: it is this process's as far as it was ever promised.
        var own = Math.Clamp(atStart - free, 0, _mostPromised);
        return free + own - _promised;
    }

    private string Text(long need, long available) =>
        $"the stage would need {Text(need)} of the memory of {device}, and {Text(Math.Max(0, available))} can be had beside what runs there";

    private static string Text(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):#,0} MiB");
}
