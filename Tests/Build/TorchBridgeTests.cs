using System.Diagnostics;
using System.Text;

namespace Sweep.Tests.Build;

/// <summary>The build's step that makes TorchSharp's bridge load, over libraries of made-up systems: all it reads of them is text.</summary>
public sealed class TorchBridgeTests : IDisposable
{
    private static readonly string[] _libraries = ["libc.so.6", "libm.so.6", "libstdc++.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2"];

    /// <summary>All versions that the bridge of TorchSharp 0.107.0 needs, as `readelf --version-info` lists them.</summary>
    private static readonly string[] _versions =
    [
        "GLIBC_2.2.5",
        "GLIBC_2.3",
        "GLIBC_2.4",
        "GLIBC_2.14",
        "GLIBC_2.32",
        "GLIBC_2.34",
        "GCC_3.0",
        "CXXABI_1.3",
        "CXXABI_1.3.1",
        "CXXABI_1.3.3",
        "CXXABI_1.3.5",
        "CXXABI_1.3.9",
        "CXXABI_1.3.13",
        "GLIBCXX_3.4",
        "GLIBCXX_3.4.9",
        "GLIBCXX_3.4.11",
        "GLIBCXX_3.4.14",
        "GLIBCXX_3.4.15",
        "GLIBCXX_3.4.18",
        "GLIBCXX_3.4.19",
        "GLIBCXX_3.4.20",
        "GLIBCXX_3.4.21",
        "GLIBCXX_3.4.22",
        "GLIBCXX_3.4.26",
        "GLIBCXX_3.4.29",
        "GLIBCXX_3.4.30",
        "GLIBCXX_3.4.32",
    ];

    private static readonly string _bridge = SourceTree.Read("Bridge");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("torch-bridge-");

    private string Output => Path.Combine(_folder.FullName, "out", "libLibTorchSharp.so");

    [Fact]
    public async Task Build_NothingMissing_CopiesTheBridgeAsItIs()
    {
        var (status, log) = await BuildAsync(_bridge, missing: []);

        Assert.Equal(0, status);
        Assert.Contains("TorchSharp's bridge is used as it comes", log, StringComparison.Ordinal);
        Assert.Equal(await ReadAsync(_bridge), await ReadAsync(Output));
    }

    [Fact]
    public async Task Build_VersionMissingThatNothingRefersTo_MarksItAsWeak()
    {
        var (status, log) = await BuildAsync(_bridge, missing: ["GLIBCXX_3.4.32"]);

        Assert.Equal(0, status);
        Assert.Contains("adapted to this system's libstdc++, which lacks GLIBCXX_3.4.32", log, StringComparison.Ordinal);
        Assert.Equal(
            "TorchSharp's bridge is adapted to this system's libstdc++, which lacks GLIBCXX_3.4.32\n",
            await File.ReadAllTextAsync(Output + ".txt", Cancellation)
        );
        var before = await ReadAsync(_bridge);
        var after = await ReadAsync(Output);
        Assert.Equal(before.Length, after.Length);
        var changed = Assert.Single(Enumerable.Range(0, before.Length), at => before[at] != after[at]);

        // The flags of an entry follow the hash of the version's name (System V ABI: elf_hash) and come before its index, 18.
        Assert.Equal((0, 2), (before[changed], after[changed]));
        Assert.Equal(ElfHash("GLIBCXX_3.4.32"), BitConverter.ToUInt32(after, changed - 4));
        Assert.Equal(18, BitConverter.ToUInt16(after, changed + 2));
    }

    [Theory]
    [InlineData("GLIBCXX_3.4.30", "libstdc++.so.6", "condition_variable")]
    [InlineData("GLIBC_2.34", "libc.so.6", "")]
    public async Task Build_VersionMissingOfWhatIsCalled_SaysWhichAndWhatToDo(string version, string library, string symbol)
    {
        var (status, log) = await BuildAsync(_bridge, missing: [version]);

        Assert.Equal(1, status);
        var error = Assert.Single(log.Split('\n'), line => line.Contains("error", StringComparison.Ordinal));
        Assert.Contains($"of version {version}", error, StringComparison.Ordinal);
        Assert.Contains(symbol, error, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_folder.FullName, library) + " lacks", error, StringComparison.Ordinal);
        Assert.Contains("glibc 2.34 or later", error, StringComparison.Ordinal);
        Assert.Contains("Debian 13", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Output));
    }

    [Fact]
    public async Task Build_FileThatIsNoLibrary_SaysSo()
    {
        var text = Path.Combine(_folder.FullName, "text.so");
        await File.WriteAllTextAsync(text, "version https://git-lfs.github.com/spec/v1\n", Cancellation);

        var (status, log) = await BuildAsync(text, missing: []);

        Assert.Equal(1, status);
        Assert.Contains($"{text} cannot be used on this system: it is not a 64-bit library for Linux.", log, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Task<byte[]> ReadAsync(string path) => File.ReadAllBytesAsync(path, Cancellation);

    private static uint ElfHash(string name)
    {
        var hash = 0u;
        foreach (var letter in Encoding.ASCII.GetBytes(name))
        {
            hash = (hash << 4) + letter;
            var top = hash & 0xf0000000;
            hash = (hash ^ (top >> 24)) & ~top;
        }

        return hash;
    }

    /// <summary>Builds a project that gets nothing but the bridge.</summary>
    /// <param name="missing">The versions that the system lacks.</param>
    private async Task<(int Status, string Log)> BuildAsync(string bridge, string[] missing)
    {
        foreach (var library in _libraries)
        {
            var text = string.Concat(_versions.Except(missing).Select(version => version + '\0'));
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, library), text, Cancellation);
        }

        var project = Path.Combine(_folder.FullName, "bridge.proj");
        await File.WriteAllTextAsync(
            project,
            $"""
            <Project>
              <Import Project="{SourceTree.Read("Targets")}" />
              <ItemGroup>
                <_TorchBridgeOfPackage Include="{bridge}" />
              </ItemGroup>
            </Project>
            """,
            Cancellation
        );
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "msbuild",
                project,
                "-nologo",
                "-nodeReuse:false",
                "-t:AdaptTorchBridge",
                $"-p:TorchBridge={Output}",
                $"-p:TorchBridgeLibraries={_folder.FullName}",
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var msbuild = Process.Start(start)!;
        var error = msbuild.StandardError.ReadToEndAsync(Cancellation);
        var output = await msbuild.StandardOutput.ReadToEndAsync(Cancellation);
        await msbuild.WaitForExitAsync(Cancellation);
        return (msbuild.ExitCode, output + await error);
    }
}
