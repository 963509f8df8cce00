using System.Runtime.InteropServices;
using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Messages;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;
using static TorchSharp.torch;

namespace Sweep.Tests.Worker.Running;

public sealed class EngineFailureTests
{
    private static readonly StageWork _work = new(EngineFixture.Train(), Splits: 2);

    [Theory]
    [InlineData(
        "CUDA out of memory. Tried to allocate 20.00 GiB (GPU 0; 139.00 GiB total capacity)\nException raised from malloc",
        FailureCause.OutOfMemory
    )]
    [InlineData("CUDA error: out of memory\nCUDA kernel errors might be asynchronously reported", FailureCause.OutOfMemory)]
    [InlineData("cuDNN error: CUDNN_STATUS_ALLOC_FAILED", FailureCause.OutOfMemory)]
    [InlineData("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`", FailureCause.OutOfMemory)]
    [InlineData(
        "[enforce fail at alloc_cpu.cpp:66] . DefaultCPUAllocator: can't allocate memory: you tried to allocate 1 bytes.",
        FailureCause.OutOfMemory
    )]
    [InlineData("std::bad_alloc", FailureCause.OutOfMemory)]
    [InlineData("cuDNN error: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED", FailureCause.OutOfMemory)]
    [InlineData("CUDA error: CUBLAS_STATUS_NOT_INITIALIZED when calling `cublasCreate(handle)`", FailureCause.OutOfMemory)]
    [InlineData("CUDA error: CUBLAS_STATUS_INVALID_VALUE when calling `cublasSgemm( handle, opa, opb, m, n, k)`", FailureCause.Unknown)]
    [InlineData("cuDNN error: CUDNN_STATUS_BAD_PARAM", FailureCause.Unknown)]
    [InlineData("shape '[2, 3]' is invalid for input of size 5", FailureCause.Unknown)]
    public void Translate_LibtorchError_IsOneLineWithItsCause(string message, FailureCause cause)
    {
#pragma warning disable CA2201 // TorchSharp throws this type.
        var failure = EngineFailure.Translate(new ExternalException(message), _work, "cuda:0")!;
#pragma warning restore CA2201

        Assert.Equal(cause, failure.Cause);
        Assert.IsNotType<DeviceLostException>(failure);
        Assert.Contains("libtorch: " + message.Split('\n')[0], failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.Equal(
            cause == FailureCause.OutOfMemory,
            failure.Message.StartsWith("Out of memory on device cuda:0 with batches of 32 in 2 parts: ", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(
        "CUDA error: an illegal memory access was encountered\nCUDA kernel errors might be asynchronously reported at some other API call"
    )]
    [InlineData("CUDA error: device-side assert triggered")]
    [InlineData("CUDA error: unspecified launch failure")]
    [InlineData("CUDA error: uncorrectable ECC error encountered")]
    [InlineData("CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasGemmEx( handle, opa, opb)`")]
    [InlineData("cuDNN error: CUDNN_STATUS_EXECUTION_FAILED")]
    [InlineData("CUDA driver error: device not ready")]
    public void Translate_PersistentCudaError_LosesTheDevice(string message)
    {
#pragma warning disable CA2201 // TorchSharp throws this type.
        var failure = Assert.IsType<DeviceLostException>(EngineFailure.Translate(new ExternalException(message), _work, "cuda:1"));
#pragma warning restore CA2201

        Assert.Equal(FailureCause.Unknown, failure.Cause);
        Assert.Equal($"Device cuda:1 failed, and this process cannot use it any more: {message.Split('\n')[0]}", failure.Message);
    }

    [Fact]
    public void Translate_ErrorThatNeedsNoTranslation_IsNull()
    {
        Assert.Null(EngineFailure.Translate(new StageException("", FailureCause.Stage), _work, "cpu"));
        Assert.Null(EngineFailure.Translate(new OperationCanceledException(), _work, "cpu"));
        Assert.Null(EngineFailure.Translate(new InvalidOperationException(), _work, "cpu"));
    }

    [Fact]
    [Trait(TestDevice.Trait, TestDevice.Any)]
    public async Task RunAsync_LibtorchGetsNoMemory_FailsAsOutOfMemory()
    {
        var error = await FailAsync(() => empty(1L << 50, device: TestDevice.Device).Dispose());

        Assert.Equal(FailureCause.OutOfMemory, error.Cause);
    }

    [Fact]
    public async Task RunAsync_DotNetGetsNoMemory_FailsAsOutOfMemory()
    {
        var error = await FailAsync(() => GC.KeepAlive(new long[int.MaxValue / 2, int.MaxValue / 2]));

        Assert.Equal(FailureCause.OutOfMemory, error.Cause);
    }

    [Fact]
    public async Task RunAsync_StoreCannotBeRead_SaysSoInALine()
    {
        var error = await FailAsync(() => throw new IOException("Stale file handle : '/mnt/checkpoints/3f'"));

        Assert.Equal((FailureCause.Unknown, "Stale file handle : '/mnt/checkpoints/3f'"), (error.Cause, error.Message));
    }

    private static async Task<StageException> FailAsync(Action action)
    {
        using var engine = new EngineFixture();
        using var failing = new EngineFixture { Checkpoints = new FailingStore(engine.Store, action) };
        return await Assert.ThrowsAsync<StageException>(() => failing.FinishAsync(EngineFixture.Train()));
    }

    /// <summary>A store that fails when the engine opens a checkpoint.</summary>
    private sealed class FailingStore(ICheckpointStore store, Action action) : ICheckpointStore
    {
        public Task<bool> ExistsAsync(CheckpointName name, CancellationToken cancellation) => store.ExistsAsync(name, cancellation);

        public Task<Stream?> OpenReadAsync(CheckpointName name, CancellationToken cancellation)
        {
            if (!name.IsFinal)
            {
                action();
            }

            return store.OpenReadAsync(name, cancellation);
        }

        public Task WriteAsync(CheckpointName name, Func<Stream, Task> write, CancellationToken cancellation) =>
            store.WriteAsync(name, write, cancellation);

        public Task<bool> TryCreateAsync(CheckpointName name, Func<Stream, Task> write, CancellationToken cancellation) =>
            store.TryCreateAsync(name, write, cancellation);

        public IAsyncEnumerable<StoredCheckpoint> ListAsync(CancellationToken cancellation) => store.ListAsync(cancellation);

        public Task DeleteAsync(CheckpointName name, CancellationToken cancellation) => store.DeleteAsync(name, cancellation);
    }
}
