using System.Text;

namespace Sweep.Worker.Messaging;

/// <summary>
/// The last lines that were logged within an attempt: by whatever it calls, and the tasks and threads that begin there. Safe for concurrent
/// use.
/// </summary>
internal sealed class AttemptLog
{
    /// <summary>Of the text in UTF-8.</summary>
    public const int MaxBytes = 16 << 10;

    /// <summary>Of a line; one alone must not push away all others.</summary>
    public const int MaxLine = 2_000;

    private static readonly AsyncLocal<AttemptLog?> _current = new();
    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = [];
    private int _bytes;

    /// <summary>Of the attempt that the caller runs within; null outside.</summary>
    public static AttemptLog? Current
    {
        get => _current.Value;
        set => _current.Value = value;
    }

    /// <summary>Null when nothing was logged.</summary>
    public string? Text
    {
        get
        {
            lock (_gate)
                return _lines.Count == 0 ? null : string.Join('\n', _lines);
        }
    }

    /// <summary>Its last lines, whole ones, of so many characters at most; null when there are none.</summary>
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

    /// <summary>With the line's end.</summary>
    private static int SizeOf(string line) => Encoding.UTF8.GetByteCount(line) + 1;
}
