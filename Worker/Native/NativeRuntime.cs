using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using TorchSharp;

namespace Sweep.Worker.Native;

/// <summary>
/// Sets up the C library, from which libtorch allocates memory, and OpenMP, with which it computes. It works on Linux with glibc and does
/// nothing elsewhere. Call it before the first use of libtorch and before training threads start.
/// </summary>
public static partial class NativeRuntime
{
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapThreshold = -3;
    private const int ArenaMax = -8;

    /// <summary>The fewest elements that libtorch gives to one thread of a simple operator (at::internal::GRAIN_SIZE).</summary>
    private const int ElementsPerThread = 32768;

    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;

    /// <summary>How many loops (microseconds in all) an OpenMP thread without work spins before it sleeps.</summary>
    private const string SpinCount = "1000";

    private static readonly Lazy<bool> _prepared = new(Configure);

    /// <summary>
    /// True when some of libtorch's convolutions give wrong results on this machine. On a virtual machine that hides the processor's
    /// caches, oneDNN 3.7.1 (part of libtorch 2.10) left out one pixel in 16 of 1×1 convolutions from 512 to 512 maps of 4×4 at a batch of
    /// 128, and ended the process with a division by zero for 512 to 1024 (brgconv_1x1, with AVX2 and with AVX-512). In bf16 the gradients
    /// with respect to the input of depthwise convolutions of stride 2 were wrong (brgconv_strided). All other convolutions of our networks
    /// were right. It is likely but not proved that the hidden caches are the cause; the tests compare every convolution with double
    /// precision wherever they run.
    /// </summary>
    public static bool MiscomputesConvolutions { get; } = HidesCaches();

    /// <summary>
    /// The lowest five bits of CPUID leaf 4 (8000001D on AMD) hold the kind of the first cache; zero means that there is none.
    /// </summary>
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

    /// <summary>
    /// Sets how many threads libtorch uses for the calling thread, which has a setting of its own. Calls <see cref="Prepare"/> first.
    /// </summary>
    public static void UseThreads(int count)
    {
        Prepare();

        // Read the count first. Otherwise libtorch would replace it by the last count that any thread has set when this thread starts its
        // pool.
        _ = torch.get_num_threads();
        torch.set_num_threads(count);
        StartTeam(count);
    }

    /// <summary>
    /// Requests this much memory from the machine in one piece and returns it untouched. Where the address space is limited or memory is
    /// not overcommitted, a refusal becomes an exception here. Later it could occur inside oneDNN or C++ itself, whose exceptions
    /// TorchSharp does not catch, and end the process.
    /// </summary>
    /// <exception cref="InsufficientMemoryException">The machine refused.</exception>
    public static void ProbeMemory(long bytes)
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

    /// <summary>Makes OpenMP start the calling thread's helpers now, while there is memory for their stacks.</summary>
    private static void StartTeam(int count)
    {
        using var guard = torch.no_grad();
        using var block = torch.zeros((long)count * ElementsPerThread);
        block.add_(1).Dispose();
    }

    /// <summary>Returns free memory to the machine. Call it when a stage is done.</summary>
    public static void ReturnMemory()
    {
        if (_prepared.Value)
        {
            _ = Trim(0);
        }
    }

    private static bool Configure()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            // libtorch frees a step's maps and allocates the same again at the next step. By default glibc returns them to the kernel in
            // between and maps every page again, which takes a fifth of a step's time on VGG16 × 0.25.
            _ = MallOpt(MmapThreshold, 1 << 30);
            _ = MallOpt(TrimThreshold, int.MaxValue);
            _ = MallOpt(ArenaMax, 1);

            // A thread that nevertheless has an arena of its own then keeps its pieces of 64 MiB whole.
            _ = MallOpt(TopPad, 1 << 26);

            // Without this libtorch warns at every start that NNPACK, which is not used, does not know the processor.
            _ = SetEnv("TORCH_CPP_LOG_LEVEL", "ERROR", overwrite: 0);

            // Count cards as nvidia-smi and NVML do; by default CUDA puts the fastest first.
            _ = SetEnv("CUDA_DEVICE_ORDER", "PCI_BUS_ID", overwrite: 0);

            // GNU's OpenMP spins for milliseconds at a barrier. When another process holds the core that the missing thread needs, a time
            // slice is lost at each of the hundreds of barriers of a step, and training becomes ten times slower instead of two.
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
