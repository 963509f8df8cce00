using System.Runtime.InteropServices;
using Sweep.Contracts.Messages;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Running;

/// <summary>Turns unexpected errors of a stage into exceptions with a cause.</summary>
internal static class EngineFailure
{
    /// <summary>
    /// Parts of the messages with which libtorch reports that memory ran out: on the CPU (with and without an error code, and C++'s own),
    /// in CUDA, and in the libraries that it calls there.
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
    /// Parts of the messages after which a process can no longer use its device. CUDA's own errors usually come from an earlier kernel and
    /// persist. Of its libraries' errors only those persist that report a failed kernel.
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

    /// <summary>Begins the message of a library that refused a wrong call; the device still works.</summary>
    private const string OfLibrary = "CUDA error: CUBLAS_STATUS_";

    /// <summary>Translates an error; returns null for one that needs no translation.</summary>
    /// <param name="device">The device option's text.</param>
    public static StageException? Translate(Exception error, StageWork work, string device)
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
