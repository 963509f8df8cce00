using System.Runtime.InteropServices;
using Sweep.Worker.Native;
using static TorchSharp.torch;

namespace Sweep.Worker.Examination;

/// <summary>Loads TorchSharp's bridge and libtorch, which may crash the process, and reports their versions.</summary>
public static unsafe class Libtorch
{
    /// <summary>
    /// The newest symbol version that the bridge was built with. Systems with an older libstdc++ lack it; see build/TorchBridge.cs.
    /// </summary>
    private const string NewestOfBridge = "GLIBCXX_3.4.32";

    /// <exception cref="DllNotFoundException">
    /// A library is missing, or does not match the others; one line of the message names it.
    /// </exception>
    public static LibtorchFacts Load()
    {
        NativeRuntime.Prepare();

        // When this fails, TorchSharp would search NuGet's packages, copy what it finds into the program's folder, and lose the cause.
        NativeLibrary.TryLoad("torch_cpu", typeof(Tensor).Assembly, null, out _);
        NativeLibrary.Load("LibTorchSharp", typeof(Tensor).Assembly, null);
        using (var one = ones(1)) { }

        var libraries = new LoadedLibraries();
        return new LibtorchFacts
        {
            Bridge = libraries.Find("libLibTorchSharp") is [var bridge, ..] ? bridge : null,
            IsAdapted = libraries.Find("libstdc++").Count > 0 && !libraries.Contains("libstdc++", NewestOfBridge),
            Expected = __version__,
            Version = VersionOf(libraries.Export("libtorch_cpu", "aoti_torch_abi_version")),
            Files = libraries.Find("libtorch", "libc10", "libgomp", "libcudart", "libcudnn.", "libcublas."),
            Cuda = CudaVersion(libraries),
            Cudnn = CudnnVersion(libraries),
        };
    }

    /// <summary>
    /// Since 2.9 libtorch exports its version through its C interface: one byte each of major, minor and patch, highest first.
    /// </summary>
    private static string? VersionOf(nint export)
    {
        if (export == 0)
            return null;
        var packed = ((delegate* unmanaged<ulong>)export)();
        return $"{packed >> 56}.{(packed >> 48) & 0xff}.{(packed >> 40) & 0xff}";
    }

    private static string? CudaVersion(LoadedLibraries libraries)
    {
        var export = libraries.Export("libcudart", "cudaRuntimeGetVersion");
        var version = 0;
        return export != 0 && ((delegate* unmanaged<int*, int>)export)(&version) == 0 ? $"{version / 1000}.{version % 1000 / 10}" : null;
    }

    private static string? CudnnVersion(LoadedLibraries libraries)
    {
        var export = libraries.Export("libcudnn.", "cudnnGetVersion");
        if (export == 0)
            return null;
        var version = ((delegate* unmanaged<nuint>)export)();
        return $"{version / 10000}.{version % 10000 / 100}.{version % 100}";
    }
}

/// <summary>Which libtorch a process has loaded.</summary>
public sealed record LibtorchFacts
{
    /// <summary>Path of TorchSharp's library between .NET and libtorch; null when it is unknown.</summary>
    public string? Bridge { get; init; }

    /// <summary>True when the bridge was adapted to this system's libstdc++, without which it could not have been loaded.</summary>
    public bool IsAdapted { get; init; }

    /// <summary>The version of libtorch that the bridge was built for.</summary>
    public required string Expected { get; init; }

    /// <summary>The version of libtorch that was loaded; null before 2.9, which does not export it.</summary>
    public string? Version { get; init; }

    /// <summary>Full paths of the loaded libraries.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Version of the CUDA runtime; null when it is not loaded.</summary>
    public string? Cuda { get; init; }

    /// <summary>Version of cuDNN; null when it is not loaded.</summary>
    public string? Cudnn { get; init; }

    /// <summary>True when the loaded and the expected version agree in major and minor number.</summary>
    public bool IsExpected => Version is not null && Version.Split('.').Take(2).SequenceEqual(Expected.Split('.').Take(2));
}
