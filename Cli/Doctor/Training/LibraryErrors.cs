namespace Sweep.Cli.Doctor.Training;

/// <summary>What to do about a library that does not load, by what the loader says.</summary>
internal static class LibraryErrors
{
    private const string NotThere = "cannot open shared object file";

    private const string Build = "Build on this machine with make build, or take a folder that was built for it: bin is a machine's own.";

    private static readonly (string Text, string Remedy)[] _known =
    [
        ("GLIBCXX_", $"This system's libstdc++ is older than that of the machine where the folder was built. {Build}"),
        (
            "GLIBC_",
            $"This system's C library is older than that of the machine where the folder was built; 2.34 or newer is needed. {Build}"
        ),
        (
            "undefined symbol",
            "The libtorch that was found is not the one that TorchSharp's bridge was built with. Unset LD_LIBRARY_PATH and LD_PRELOAD, or take libtorch of the same version; docs/gpu.md says which."
        ),
        (
            "symbol lookup error",
            "The libtorch that was found is not the one that TorchSharp's bridge was built with. Unset LD_LIBRARY_PATH and LD_PRELOAD, or take libtorch of the same version; docs/gpu.md says which."
        ),
        ("LibTorchSharp", $"TorchSharp's bridge is not beside the program. {Build}"),
        (NotThere, $"A library is not there. {Build}"),
        ("There is no device", "Name one of these with --device."),
        ("SIGILL", "This processor lacks what libtorch was compiled for: use a processor with AVX2."),
        ("SIGKILL", "Grant more memory, or end other programs."),
        (
            "no kernel image",
            "The GPU is older or newer than those that this libtorch was compiled for. Take another build of libtorch; docs/gpu.md says how."
        ),
        ("driver version is insufficient", "Update NVIDIA's driver, or take a libtorch for an older CUDA."),
    ];

    /// <summary>What is wrong, of a message that also says what was tried: several names for the bridge, of which all but one are nowhere.</summary>
    public static string Cause(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.FirstOrDefault(line =>
                line.Contains("GLIBC", StringComparison.Ordinal) || line.Contains("undefined symbol", StringComparison.Ordinal)
            )
            ?? lines.FirstOrDefault(line =>
                line.Contains(NotThere, StringComparison.Ordinal) && !line.Contains("LibTorchSharp", StringComparison.Ordinal)
            )
            ?? lines.FirstOrDefault(line => line.Contains(NotThere, StringComparison.Ordinal))
            ?? lines.FirstOrDefault()
            ?? "";
    }

    public static string Remedy(string message) =>
        _known.FirstOrDefault(known => message.Contains(known.Text, StringComparison.Ordinal)).Remedy
        ?? $"{Build} If it happens again, please report it with this line.";
}
