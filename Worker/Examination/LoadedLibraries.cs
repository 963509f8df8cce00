using System.Runtime.InteropServices;
using System.Text;

namespace Sweep.Worker.Examination;

/// <summary>The shared libraries that this process has loaded, as the kernel lists them. Linux; elsewhere there are none.</summary>
internal sealed class LoadedLibraries
{
    private const string Maps = "/proc/self/maps";

    private readonly List<string> _paths = OperatingSystem.IsLinux()
        ? [.. File.ReadLines(Maps).Select(line => line[(line.LastIndexOf(' ') + 1)..]).Where(path => path.StartsWith('/')).Distinct()]
        : [];

    /// <summary>Those whose file's name begins so.</summary>
    public IReadOnlyList<string> Of(params string[] names) =>
        [
            .. _paths
                .Where(path => names.Any(name => Path.GetFileName(path).StartsWith(name, StringComparison.Ordinal)))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>What a library that was loaded exports under this name; zero when it does not, or is not there.</summary>
    public nint Export(string library, string name) =>
        Of(library) is [var path, ..]
        && NativeLibrary.TryLoad(path, out var handle)
        && NativeLibrary.TryGetExport(handle, name, out var address)
            ? address
            : 0;

    /// <summary>Whether the file of a library has this text, such as a symbol's version.</summary>
    public bool Has(string library, string text) =>
        Of(library) is [var path, ..] && File.ReadAllBytes(path).AsSpan().IndexOf(Encoding.ASCII.GetBytes(text + '\0')) >= 0;
}
