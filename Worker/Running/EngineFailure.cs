using System.Runtime.InteropServices;
using Sweep.Contracts.Messages;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Running;

/// <summary>What to make of an error that a stage did not foresee.</summary>
internal static class EngineFailure
{
    /// <summary>
    /// How libtorch says that it got no memory: on the CPU (with and without an error code, and C++'s own), from CUDA, and from the
    /// libraries that it calls there.
    /// </summary>
    private static readonly string[] _outOfMemory =
    [
        "can't allocate memory",
        "not enough memory",
        "bad_alloc",
        "out of memory",
        "CUDNN_STATUS_ALLOC_FAILED",
        "DEVICE_ALLOCATION_FAILED",
        "CUBLAS_STATUS_ALLOC_FAILED",
        "CUBLAS_STATUS_NOT_INITIALIZED",
    ];

    /// <summary>
    /// After these a process cannot use its device any more. What CUDA itself reports is of an earlier kernel as a rule, and stays; of its
    /// libraries' errors only those are that say that a kernel did not end well.
    /// </summary>
    private static readonly string[] _lost =
    [
        "CUDA error: ",
        "CUDA driver error: ",
        "CUDNN_STATUS_EXECUTION_FAILED",
        "CUDNN_STATUS_INTERNAL_ERROR",
        "CUBLAS_STATUS_EXECUTION_FAILED",
        "CUBLAS_STATUS_INTERNAL_ERROR",
        "device-side assert",
    ];

    /// <summary>Begins what a library says when it was asked wrongly: the device is as it was.</summary>
    private const string OfLibrary = "CUDA error: CUBLAS_STATUS_";

    /// <summary>Null for an error that speaks for itself.</summary>
    /// <param name="device">The option's text.</param>
    public static StageException? Of(Exception error, StageWork work, string device)
    {
        var line = error.Message.Split('\n')[0].Trim();
        return error switch
        {
            StageException or OperationCanceledException => null,
            OutOfMemoryException => OutOfMemory(line),
            ExternalException when _outOfMemory.Any(text => line.Contains(text, StringComparison.OrdinalIgnoreCase)) => OutOfMemory(
                $"libtorch: {line}"
            ),
            ExternalException when IsLost(line) => new DeviceLostException(
                $"Device {device} failed, and this process cannot use it any more: {line}",
                error
            ),
            ExternalException => new StageException($"libtorch: {line}", FailureCause.Unknown, error),
            IOException or UnauthorizedAccessException => new StageException(line, FailureCause.Unknown, error),
            _ => null,
        };

        static bool IsLost(string line) =>
            _lost.Any(text =>
                line.Contains(text, StringComparison.Ordinal) && !(text == _lost[0] && line.Contains(OfLibrary, StringComparison.Ordinal))
            );

        StageException OutOfMemory(string what)
        {
            var parts = work.Splits == 1 ? "" : $" in {work.Splits} parts";
            return new StageException(
                $"Out of memory on device {device} with batches of {work.Stage.Training.Batch}{parts}: {what}",
                FailureCause.OutOfMemory,
                error
            );
        }
    }
}
