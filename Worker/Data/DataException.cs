using Sweep.Contracts.Messages;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Data;

/// <summary>
/// A data set or a weights file is missing, truncated, of another format or hostile. A retry on this machine would not help; another
/// machine may have a good one.
/// </summary>
public sealed class DataException : StageException
{
    /// <param name="cause">Whether a data set or a weights file is at fault.</param>
    public DataException(string message, Exception? inner = null, FailureCause cause = FailureCause.OtherData)
        : base(message, cause, inner) { }

    /// <param name="offset">
    /// Offset of the first wrong byte. In a compressed file it counts unpacked bytes, and then the problem says so.
    /// </param>
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
