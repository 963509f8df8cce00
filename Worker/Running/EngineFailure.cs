using System.Runtime.InteropServices;
using Sweep.Contracts.Messages;

namespace Sweep.Worker.Running;

/// <summary>What to make of an error that a stage did not foresee.</summary>
internal static class EngineFailure
{
    /// <summary>
    /// How libtorch says that it got no memory: on the CPU (with and without an error code, and C++'s own), from CUDA, and from the
    /// libraries that it calls there.
    /// </summary>
    private static readonly string[] _outOfMemory =
        ["can't allocate memory", "not enough memory", "bad_alloc", "out of memory", "CUDNN_STATUS_ALLOC_FAILED", "CUBLAS_STATUS_ALLOC_FAILED"];

    /// <summary>Null for an error that speaks for itself.</summary>
    /// <param name="device">The option's text.</param>
    public static StageException? Of(Exception error, StageWork work, string device)
    {
        var line = error.Message.Split('\n')[0].Trim();
        return error switch
        {
            StageException or OperationCanceledException => null,
            OutOfMemoryException => OutOfMemory(line),
            ExternalException when _outOfMemory.Any(text => line.Contains(text, StringComparison.OrdinalIgnoreCase)) => OutOfMemory($"libtorch: {line}"),
            ExternalException => new StageException($"libtorch: {line}", FailureCause.Unknown, error),
            IOException or UnauthorizedAccessException => new StageException(line, FailureCause.Unknown, error),
            _ => null,
        };

        StageException OutOfMemory(string what)
        {
            var parts = work.Splits == 1 ? "" : $" in {work.Splits} parts";
            return new StageException(
                $"Out of memory on device {device} with batches of {work.Stage.Training.Batch}{parts}: {what}", FailureCause.OutOfMemory, error);
        }
    }
}
