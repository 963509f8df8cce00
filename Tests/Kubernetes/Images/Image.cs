using System.Diagnostics;
using System.Runtime.InteropServices;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Kubernetes.Images;

/// <summary>
/// What an image holds, as a folder: the published program, .NET's runtime, and of the system no more than the C and C++ libraries, OpenSSL
/// and certificates, as the base image has them. No shell, no other program.
/// </summary>
internal sealed class Image : IDisposable
{
    private static readonly string[] _libraries =
    [
        "libc.so.6",
        "libm.so.6",
        "libdl.so.2",
        "libpthread.so.0",
        "librt.so.1",
        "libgcc_s.so.1",
        "libstdc++.so.6",
        "libssl.so.3",
        "libcrypto.so.3",
    ];
    private static readonly string[] _libraryFolders = ["/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64"];

    private readonly string _folder;

    private Image(string folder) => _folder = folder;

    /// <summary>As the program sees it.</summary>
    public string Root => Path.Combine(_folder, "root");

    public string App => Path.Combine(Root, "app");

    /// <summary>.NET's runtime, which is not copied.</summary>
    public static string Runtime { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    /// <param name="project">As in its image file.</param>
    /// <param name="libraries">That the image adds to its base.</param>
    public static async Task<Image> MakeAsync(string project, params string[] libraries)
    {
        // Beside the tests, so that half a gigabyte of libtorch is linked and not copied.
        var image = new Image(Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, $"image-{Guid.NewGuid():n}")).FullName);
        try
        {
            await image.PublishAsync(project);
            foreach (var library in _libraries.Concat(libraries))
            {
                image.Copy(
                    _libraryFolders.Select(folder => Path.Combine(folder, library)).First(File.Exists),
                    Path.Combine("usr/lib/x86_64-linux-gnu", library)
                );
            }

            image.Copy("/lib64/ld-linux-x86-64.so.2", "lib64/ld-linux-x86-64.so.2");
            image.Copy("/etc/ssl/certs/ca-certificates.crt", "etc/ssl/certs/ca-certificates.crt");
            image.Write("etc/passwd", "root:x:0:0::/root:/bin/false\napp:x:1654:1654::/tmp:/bin/false\n");
            image.Write("etc/group", "root:x:0:\napp:x:1654:\n");
            image.Write("etc/hosts", "127.0.0.1 localhost\n::1 localhost\n");
            image.Write("etc/nsswitch.conf", "hosts: files dns\n");
            foreach (var folder in (string[])["dev", "proc", "tmp", "usr/share/dotnet/host", "usr/share/dotnet/shared"])
                image.MakeFolder(folder);
            Directory.CreateSymbolicLink(Path.Combine(image.Root, "lib"), "usr/lib");
            return image;
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    /// <summary>Where a volume is mounted, which a container engine makes too.</summary>
    public void MakeFolder(string path) => Directory.CreateDirectory(Path.Combine(Root, path.TrimStart('/')));

    public long Size() => new DirectoryInfo(App).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task PublishAsync(string project)
    {
        // Compiling ahead, as the image file does, takes minutes here and changes nothing that is looked at.
        string[] arguments =
        [
            "publish",
            Path.Combine(Repository.Root, project),
            "-c",
            "Release",
            "--no-build",
            "-v",
            "q",
            "--nologo",
            "-o",
            App,
            "-p:PublishReadyToRun=false",
        ];
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{string.Concat(said)}");
    }

    private void Copy(string from, string to)
    {
        MakeFolder(Path.GetDirectoryName(to)!);
        File.Copy(from, Path.Combine(Root, to));
    }

    private void Write(string to, string text)
    {
        MakeFolder(Path.GetDirectoryName(to)!);
        File.WriteAllText(Path.Combine(Root, to), text);
    }
}
