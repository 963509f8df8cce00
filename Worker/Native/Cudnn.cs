using System.Runtime.InteropServices;

namespace Sweep.Worker.Native;

/// <summary>
/// Controls how cuDNN chooses its algorithms, for the whole process. TorchSharp has no call for this, so it calls the methods of
/// <c>at::Context</c> that libtorch exports for its own headers. Where one of them is missing, nothing changes and the result is false.
/// </summary>
public static unsafe class Cudnn
{
    private const string Library = "libtorch_cpu.so";
    private const string Context = "_ZN2at13globalContextEv";
    private const string SetDeterministic = "_ZN2at7Context21setDeterministicCuDNNEb";
    private const string GetDeterministic = "_ZNK2at7Context18deterministicCuDNNEv";
    private const string SetBenchmark = "_ZN2at7Context17setBenchmarkCuDNNEb";
    private const string GetBenchmark = "_ZNK2at7Context14benchmarkCuDNNEv";

    private static readonly Lazy<nint> _library = new(() => NativeLibrary.TryLoad(Library, out var handle) ? handle : 0);

    /// <summary>
    /// Deterministic mode uses only algorithms that add in the same order each time, and cuDNN chooses them by rule. Otherwise cuDNN tries
    /// all algorithms the first time it meets a shape and keeps the fastest, so results differ in their last bits between processes.
    /// </summary>
    /// <returns>True when libtorch has accepted the setting.</returns>
    public static bool TryChoose(bool deterministic)
    {
        _ = TorchSharp.torch.get_num_threads();
        if (
            Export(Context) is not (not 0 and var context)
            || Export(SetDeterministic) is not (not 0 and var setDeterministic)
            || Export(SetBenchmark) is not (not 0 and var setBenchmark)
        )
        {
            return false;
        }

        var global = ((delegate* unmanaged<nint>)context)();
        ((delegate* unmanaged<nint, byte, void>)setDeterministic)(global, (byte)(deterministic ? 1 : 0));
        ((delegate* unmanaged<nint, byte, void>)setBenchmark)(global, (byte)(deterministic ? 0 : 1));
        return Read() is { } now && now == (deterministic, !deterministic);
    }

    /// <summary>The current settings of libtorch; null when it does not export them.</summary>
    public static (bool Deterministic, bool Benchmark)? Read()
    {
        if (
            Export(Context) is not (not 0 and var context)
            || Export(GetDeterministic) is not (not 0 and var deterministic)
            || Export(GetBenchmark) is not (not 0 and var benchmark)
        )
        {
            return null;
        }

        var global = ((delegate* unmanaged<nint>)context)();
        return (((delegate* unmanaged<nint, byte>)deterministic)(global) != 0, ((delegate* unmanaged<nint, byte>)benchmark)(global) != 0);
    }

    private static nint Export(string name) =>
        _library.Value != 0 && NativeLibrary.TryGetExport(_library.Value, name, out var address) ? address : 0;
}
