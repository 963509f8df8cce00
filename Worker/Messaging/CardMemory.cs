using Sweep.Worker.Machine;

namespace Sweep.Worker.Messaging;

/// <summary>
/// Decides whether a stage fits into the memory of the worker's GPU beside what other processes use there. libtorch keeps memory that it
/// has once allocated, so memory that this process used for finished stages counts as free. A GPU whose driver does not report its memory
/// always counts as large enough. Not safe for concurrent use.
/// </summary>
/// <param name="device">The device's name in the status.</param>
/// <param name="readFree">Reads how many bytes of the GPU's memory are free; null when that is unknown.</param>
internal sealed class CardMemory(string device, Func<long?> readFree)
{
    private readonly long? _freeAtStart = readFree();
    private long _promised;
    private long _mostPromised;
    private int _running;
    private long? _short;

    /// <summary>
    /// Why no stage is accepted at the moment: the last one was refused, and there is still too little memory for it. Null when one may be
    /// accepted.
    /// </summary>
    public string? WhyNot()
    {
        if (_short is { } need && Available() is { } available)
        {
            if (available < need)
                return Refusal(need, available);
            _short = null;
        }

        return null;
    }

    /// <summary>Reserves memory for a stage; returns null, or why it does not fit.</summary>
    /// <param name="need">Bytes that the stage is expected to need.</param>
    public string? Reserve(long need)
    {
        // A stage that would not even fit on the empty GPU is left to the engine, which splits its batches.
        var isHopeless = _running == 0 && need > _freeAtStart;
        if (need > 0 && !isHopeless && Available() is { } available && available < need)
        {
            _short = need;
            return Refusal(need, available);
        }

        _short = null;
        _running++;
        _promised += need;
        _mostPromised = Math.Max(_mostPromised, _promised);
        return null;
    }

    /// <summary>Ends the reservation of a stage that is over.</summary>
    public void Release(long need)
    {
        _running--;
        _promised -= need;
    }

    /// <summary>The free memory plus the memory that this process holds, minus what is reserved for its stages.</summary>
    private long? Available()
    {
        if (readFree() is not { } free || _freeAtStart is not { } atStart)
            return null;

        // Other processes may have allocated some of the difference, so at most what was ever reserved counts as this process's own.
        var own = Math.Clamp(atStart - free, 0, _mostPromised);
        return free + own - _promised;
    }

    private string Refusal(long need, long available) =>
        $"the stage would need {MemoryText.InMebibytes(need)} of the memory of {device}, but only {MemoryText.InMebibytes(Math.Max(0, available))} are available beside what runs there";
}
