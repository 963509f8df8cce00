using Sweep.Contracts.Messages;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Checkpoints.Safetensors;

/// <summary>A file of tensors cannot be used. Reading it again would fail in the same way.</summary>
public sealed class CheckpointException : StageException
{
    /// <param name="file">The file's name as people know it.</param>
    /// <param name="problem">What is wrong, and what would be right.</param>
    /// <param name="tensor">The tensor that is wrong; null when the problem concerns no single tensor.</param>
    /// <param name="offset">Where the problem is, in bytes from the start of the file; null when it is at no single place.</param>
    public CheckpointException(string file, string problem, string? tensor = null, long? offset = null, Exception? inner = null)
        : base(
            $"{file}{(tensor is null ? "" : $", tensor '{tensor}'")}{(offset is null ? "" : $", at byte {offset}")}: {problem}",
            FailureCause.Unknown,
            inner
        )
    {
        File = file;
        Tensor = tensor;
        Offset = offset;
    }

    public string File { get; }

    public string? Tensor { get; }

    public long? Offset { get; }
}
