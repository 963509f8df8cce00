using System.Globalization;
using System.Runtime.InteropServices;

namespace Sweep.Tests.Worker.Running;

/// <summary>Limits this process's address space on Linux, so that the kernel refuses memory beyond the limit.</summary>
internal static unsafe partial class AddressSpace
{
    private const int RlimitAs = 9;
    private const int TopPad = -2;
    private const int MmapThreshold = -3;
    private const int LargestSmallPiece = 32 << 10;

    /// <summary>Settings with which the .NET runtime needs no new memory for code and threads that have run before.</summary>
    public static string[] CalmRuntime { get; } =
    ["env", "MALLOC_ARENA_MAX=1", "DOTNET_EnableWriteXorExecute=0", "DOTNET_TieredCompilation=0", "DOTNET_gcConcurrent=0"];

    public static long Used =>
        long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[0], CultureInfo.InvariantCulture) * Environment.SystemPageSize;

    /// <param name="bytes">The limit; null for none.</param>
    public static void Limit(long? bytes)
    {
        var limits = new Limits { Soft = bytes ?? -1, Hard = -1 };
        if (SetLimit(RlimitAs, limits) != 0)
        {
            throw new InvalidOperationException("The address space cannot be limited.");
        }
    }

    /// <summary>
    /// From now on every tensor except the smallest is a mapping of its own, which counts towards the limit and is released with the
    /// tensor. Other allocations of C++ (nodes, lists, messages) find free pieces in the heap into which no tensor fits.
    /// </summary>
    public static void PartTensorsFromTheRest()
    {
        _ = MallOpt(MmapThreshold, LargestSmallPiece);
        _ = MallOpt(TopPad, 0);
        var kept = new List<nint>();
        for (var size = 32; size < LargestSmallPiece; size *= 2)
        {
            for (var i = 0; i < Math.Max(64, (1 << 20) / size); i++)
            {
                kept.Add((nint)NativeMemory.Alloc((nuint)size));
            }
        }

        // Free every second one, so that no two free pieces merge into a larger one.
        for (var i = 0; i < kept.Count; i += 2)
        {
            NativeMemory.Free((void*)kept[i]);
        }

        _ = Trim(0);
    }

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limits limits);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint pad);

    private struct Limits
    {
        public long Soft;
        public long Hard;
    }
}
