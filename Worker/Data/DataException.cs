using Sweep.Contracts.Messages;
using Sweep.Worker.Running;

namespace Sweep.Worker.Data;

/// <summary>A data set or a weights file is missing, truncated, foreign or hostile. Trying again would not help.</summary>
public sealed class DataException : StageException
{
    public DataException(string message, Exception? inner = null)
        : base(message, FailureCause.Unknown, inner)
    {
    }

    /// <param name="offset">Of the first byte that is wrong; in a compressed file, counted in the unpacked bytes, and then the problem says so.</param>
    public DataException(string file, long offset, string problem, Exception? inner = null)
        : base($"{file}, byte {offset}: {problem}", FailureCause.Unknown, inner)
    {
        File = file;
        Offset = offset;
    }

    /// <summary>Null when no single file is to blame.</summary>
    public string? File { get; }

    /// <summary>Null when no single byte is to blame.</summary>
    public long? Offset { get; }
}
