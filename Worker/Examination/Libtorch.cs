using System.Runtime.InteropServices;
using Sweep.Worker.Native;
using static TorchSharp.torch;

namespace Sweep.Worker.Examination;

/// <summary>Loads TorchSharp's bridge and libtorch, which may end the process, and tells which they are.</summary>
public static unsafe class Libtorch
{
    /// <summary>What the bridge was built with, and systems with an older libstdc++ lack; see build/TorchBridge.cs.</summary>
    private const string NewestOfBridge = "GLIBCXX_3.4.32";

    /// <exception cref="DllNotFoundException">A library is not there, or does not go with the others; one of the message's lines says which.</exception>
    public static LibtorchFacts Load()
    {
        NativeRuntime.Prepare();

        // TorchSharp would look further when this fails: it copies what it finds among NuGet's packages into the program's folder, and forgets the cause.
        NativeLibrary.TryLoad("torch_cpu", typeof(Tensor).Assembly, null, out _);
        NativeLibrary.Load("LibTorchSharp", typeof(Tensor).Assembly, null);
        using (var one = ones(1)) { }

        var libraries = new LoadedLibraries();
        return new LibtorchFacts
        {
            Bridge = libraries.Of("libLibTorchSharp") is [var bridge, ..] ? bridge : null,
            IsAdapted = libraries.Of("libstdc++").Count > 0 && !libraries.Has("libstdc++", NewestOfBridge),
            Expected = __version__,
            Version = VersionOf(libraries.Export("libtorch_cpu", "aoti_torch_abi_version")),
            Files = libraries.Of("libtorch", "libc10", "libgomp", "libcudart", "libcudnn.", "libcublas."),
            Cuda = CudaVersion(libraries),
            Cudnn = CudnnVersion(libraries),
        };
    }

    /// <summary>libtorch tells its version to whoever links with it by its C interface, since 2.9: a byte each of major, minor and patch, highest first.</summary>
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
    /// <summary>TorchSharp's library between .NET and libtorch; null where that cannot be told.</summary>
    public string? Bridge { get; init; }

    /// <summary>Whether the bridge was adapted to this system's libstdc++; otherwise it could not have been loaded.</summary>
    public bool IsAdapted { get; init; }

    /// <summary>The version that the bridge was built for.</summary>
    public required string Expected { get; init; }

    /// <summary>The version that was loaded; null for one before 2.9, which does not tell.</summary>
    public string? Version { get; init; }

    /// <summary>Full paths.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Version of CUDA's runtime; null when it is not loaded.</summary>
    public string? Cuda { get; init; }

    /// <summary>Null when it is not loaded.</summary>
    public string? Cudnn { get; init; }

    /// <summary>Of the same major and minor version.</summary>
    public bool IsExpected => Version is not null && Version.Split('.').Take(2).SequenceEqual(Expected.Split('.').Take(2));
}
