using Sweep.Contracts.Messages;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Data;

/// <summary>A data set or a weights file is missing, truncated, foreign or hostile. Trying again here would not help; another machine may have a better one.</summary>
public sealed class DataException : StageException
{
    /// <param name="cause">Which of the two it is.</param>
    public DataException(string message, Exception? inner = null, FailureCause cause = FailureCause.OtherData)
        : base(message, cause, inner) { }

    /// <param name="offset">Of the first byte that is wrong; in a compressed file, counted in the unpacked bytes, and then the problem says so.</param>
    public DataException(string file, long offset, string problem, Exception? inner = null, FailureCause cause = FailureCause.OtherData)
        : base($"{file}, byte {offset}: {problem}", cause, inner)
    {
        File = file;
        Offset = offset;
    }

    /// <summary>Null when no single file is to blame.</summary>
    public string? File { get; }

    /// <summary>Null when no single byte is to blame.</summary>
    public long? Offset { get; }
}
