using System.Text;

namespace Sweep.Worker.Messaging;

/// <summary>
/// Keeps the last lines logged within an attempt: by the code it calls, and by the tasks and threads started there. Safe for concurrent
/// use.
/// </summary>
internal sealed class AttemptLog
{
    /// <summary>The most bytes of text, in UTF-8.</summary>
    public const int MaxBytes = 16 << 10;

    /// <summary>The most characters of a line, so that one line cannot displace all others.</summary>
    public const int MaxLine = 2_000;

    private static readonly AsyncLocal<AttemptLog?> _current = new();
    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = [];
    private int _bytes;

    /// <summary>The log of the attempt within which the caller runs; null outside of attempts.</summary>
    public static AttemptLog? Current
    {
        get => _current.Value;
        set => _current.Value = value;
    }

    /// <summary>All lines kept; null when nothing was logged.</summary>
    public string? Text
    {
        get
        {
            lock (_gate)
                return _lines.Count == 0 ? null : string.Join('\n', _lines);
        }
    }

    /// <summary>The last complete lines within a number of characters; null when there are none.</summary>
    /// <param name="most">The most characters, line ends included.</param>
    public string? Tail(int most)
    {
        lock (_gate)
        {
            var left = most;
            var lines = _lines.Reverse().TakeWhile(line => (left -= line.Length + 1) >= 0).Reverse().ToList();
            return lines.Count == 0 ? null : string.Join('\n', lines);
        }
    }

    public void Add(string line)
    {
        if (line.Length > MaxLine)
            line = $"{line.AsSpan(0, char.IsHighSurrogate(line[MaxLine - 1]) ? MaxLine - 1 : MaxLine)}…";
        lock (_gate)
        {
            _lines.Enqueue(line);
            _bytes += SizeOf(line);
            while (_bytes > MaxBytes)
                _bytes -= SizeOf(_lines.Dequeue());
        }
    }

    /// <summary>Bytes of a line in UTF-8, including the line end.</summary>
    private static int SizeOf(string line) => Encoding.UTF8.GetByteCount(line) + 1;
}
