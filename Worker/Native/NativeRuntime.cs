using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using TorchSharp;

namespace Sweep.Worker.Native;

/// <summary>
/// Settings of the C library and of OpenMP, which libtorch allocates from and computes with. Linux with glibc only; elsewhere
/// nothing happens. To be called before libtorch is, and before training threads start.
/// </summary>
public static partial class NativeRuntime
{
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapThreshold = -3;
    private const int ArenaMax = -8;

    /// <summary>libtorch gives a thread of simple operators at least so many elements (at::internal::GRAIN_SIZE).</summary>
    private const int ElementsPerThread = 32768;

    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;

    /// <summary>Loops that a thread without work makes, microseconds, before it sleeps.</summary>
    private const string SpinCount = "1000";

    private static readonly Lazy<bool> _prepared = new(Set);

    /// <summary>
    /// Whether some of libtorch's convolutions cannot be trusted here. On a virtual machine that hides the processor's caches oneDNN 3.7.1,
    /// which is in libtorch 2.10, left out one pixel of 16 of 1×1 convolutions of 512→512 maps of 4×4 for a batch of 128, and ended the
    /// process by a division by zero for 512→1024 (brgconv_1x1, with AVX2 and AVX-512 alike). In bf16 the gradients by the input of
    /// depthwise convolutions of stride 2 were wrong (brgconv_strided). All others of our networks were right. That the hidden caches are
    /// the cause is likely, not proved: the tests compare every convolution with double precision wherever they run.
    /// </summary>
    public static bool MiscomputesConvolutions { get; } = HidesCaches();

    /// <summary>The first cache's kind is in the lowest five bits of CPUID leaf 4, or 8000001D from AMD; zero means that there is none.</summary>
    private static bool HidesCaches()
    {
        const int ofAmd = 0x68747541;
        if (!X86Base.IsSupported)
        {
            return false;
        }

        var leaf = X86Base.CpuId(0, 0).Ebx == ofAmd ? unchecked((int)0x8000001d) : 4;
        return (X86Base.CpuId(leaf, 0).Eax & 31) == 0;
    }

    public static void Prepare() => _ = _prepared.Value;

    /// <summary>How many threads libtorch computes with for the calling thread, whose own setting that is. Prepares, if need be.</summary>
    public static void UseThreads(int count)
    {
        Prepare();

        // Asked first, or libtorch would put the last count that any thread has set in its place when this thread starts its pool.
        _ = torch.get_num_threads();
        torch.set_num_threads(count);
        StartTeam(count);
    }

    /// <summary>
    /// Asks the machine for so many bytes in one piece and gives them back untouched. Where the address space is limited, or memory
    /// is not promised twice, a refusal comes here as an exception. Later it could come inside of oneDNN or C++ itself, whose
    /// exceptions TorchSharp does not catch: the process would end.
    /// </summary>
    /// <exception cref="InsufficientMemoryException">It refused.</exception>
    public static void Ask(long bytes)
    {
        if (!_prepared.Value || bytes <= 0)
        {
            return;
        }

        var address = Map(0, (nuint)bytes, ReadWrite, PrivateAnonymous, -1, 0);
        if (address == -1)
        {
            throw new InsufficientMemoryException($"the machine refused {bytes >> 20} MiB that the stage is expected to need.");
        }

        _ = Unmap(address, (nuint)bytes);
    }

    /// <summary>Has OpenMP start the calling thread's helpers now, not when a step has taken the memory for their stacks.</summary>
    private static void StartTeam(int count)
    {
        using var guard = torch.no_grad();
        using var block = torch.zeros((long)count * ElementsPerThread);
        block.add_(1).Dispose();
    }

    /// <summary>Gives memory that is free back to the machine; to be called when a stage is done.</summary>
    public static void ReturnMemory()
    {
        if (_prepared.Value)
        {
            _ = Trim(0);
        }
    }

    private static bool Set()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            // libtorch frees a step's maps and asks for the same again at the next. glibc would hand them to the kernel in between
            // and take every page anew: a fifth of a step's time on VGG16 × 0.25.
            _ = MallOpt(MmapThreshold, 1 << 30);
            _ = MallOpt(TrimThreshold, int.MaxValue);
            _ = MallOpt(ArenaMax, 1);

            // A thread that has an arena of its own all the same then keeps its 64 MiB pieces whole.
            _ = MallOpt(TopPad, 1 << 26);

            // It warns at every start that NNPACK, which is not used, does not know the processor.
            _ = SetEnv("TORCH_CPP_LOG_LEVEL", "ERROR", overwrite: 0);

            // As nvidia-smi and NVML count cards: by itself CUDA would put the fastest first.
            _ = SetEnv("CUDA_DEVICE_ORDER", "PCI_BUS_ID", overwrite: 0);

            // GNU's OpenMP spins for milliseconds where threads meet. When another process has the core that the missing thread
            // needs, that is a time slice lost at each of hundreds of meetings a step: training gets ten times slower, not two.
            if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
            {
                _ = SetEnv("GOMP_SPINCOUNT", SpinCount, overwrite: 0);
            }

            return true;
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, such as musl.
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint pad);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnv(string name, string value, int overwrite);
}
