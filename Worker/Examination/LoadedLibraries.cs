using System.Runtime.InteropServices;
using System.Text;

namespace Sweep.Worker.Examination;

/// <summary>
/// The shared libraries that this process has loaded, as the Linux kernel lists them. On other systems the list is empty.
/// </summary>
internal sealed class LoadedLibraries
{
    private const string Maps = "/proc/self/maps";

    private readonly List<string> _paths = OperatingSystem.IsLinux()
        ? [.. File.ReadLines(Maps).Select(line => line[(line.LastIndexOf(' ') + 1)..]).Where(path => path.StartsWith('/')).Distinct()]
        : [];

    /// <summary>Paths of the libraries whose file name begins with one of these names.</summary>
    public IReadOnlyList<string> Find(params string[] names) =>
        [
            .. _paths
                .Where(path => names.Any(name => Path.GetFileName(path).StartsWith(name, StringComparison.Ordinal)))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Address of a loaded library's export; zero when the library is not loaded or does not export the name.</summary>
    public nint Export(string library, string name) =>
        Find(library) is [var path, ..]
        && NativeLibrary.TryLoad(path, out var handle)
        && NativeLibrary.TryGetExport(handle, name, out var address)
            ? address
            : 0;

    /// <summary>True when a library's file contains this text, such as a symbol version.</summary>
    public bool Contains(string library, string text) =>
        Find(library) is [var path, ..] && File.ReadAllBytes(path).AsSpan().IndexOf(Encoding.ASCII.GetBytes(text + '\0')) >= 0;
}
