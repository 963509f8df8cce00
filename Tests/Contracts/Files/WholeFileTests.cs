using System.Diagnostics;
using System.Text;
using Sweep.Contracts.Files;

namespace Sweep.Tests.Contracts.Files;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class WholeFileTests : IDisposable
{
    private const UnixFileMode Usual = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder = Directory.CreateTempSubdirectory("sweep-test-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task WriteAsync_NewFileInNewFolder_LeavesNoOtherFile()
    {
        var path = In("a/b/new.csv");

        await WriteAsync(path, "text");

        Assert.Equal("text", File.ReadAllText(path));
        Assert.Equal(["new.csv"], Directory.GetFileSystemEntries(In("a/b")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(Private)]
    [InlineData(Usual | UnixFileMode.GroupWrite)]
    public async Task WriteAsync_ExistingFile_KeepsItsMode(UnixFileMode mode)
    {
        var path = In("there");
        File.WriteAllText(path, "before, and longer");
        File.SetUnixFileMode(path, mode);

        await WriteAsync(path, "after");

        Assert.Equal(("after", mode), (File.ReadAllText(path), File.GetUnixFileMode(path)));
    }

    [Fact]
    public void Write_Private_OnlyTheOwnerHasRights()
    {
        var path = In("there");
        File.WriteAllText(path, "before");
        File.SetUnixFileMode(path, Usual);

        WholeFile.Write(path, "after"u8.ToArray(), isPrivate: true);

        Assert.Equal(("after", Private), (File.ReadAllText(path), File.GetUnixFileMode(path)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WriteAsync_Link_WritesItsTarget(bool isThere)
    {
        var target = In("elsewhere/target");
        Directory.CreateDirectory(In("elsewhere"));
        if (isThere)
            File.WriteAllText(target, "before");
        File.CreateSymbolicLink(In("second"), "elsewhere/target");
        File.CreateSymbolicLink(In("first"), "second");

        await WriteAsync(In("first"), "after");

        Assert.Equal(("second", "elsewhere/target"), (new FileInfo(In("first")).LinkTarget, new FileInfo(In("second")).LinkTarget));
        Assert.Equal("after", File.ReadAllText(target));
    }

    [Fact]
    public async Task WriteAsync_Pipe_WritesIntoItAndKeepsIt()
    {
        var pipe = In("pipe");
        using (var mkfifo = Process.Start("mkfifo", [pipe]))
            await mkfifo.WaitForExitAsync(Stop);
        Assert.Equal(FileKind.Special, FileKinds.Of(pipe));
        using var reader = Process.Start(new ProcessStartInfo("cat", [pipe]) { RedirectStandardOutput = true })!;

        await WriteAsync(pipe, "through");

        Assert.Equal("through", await reader.StandardOutput.ReadToEndAsync(Stop));
        await reader.WaitForExitAsync(Stop);
        Assert.Equal(FileKind.Special, FileKinds.Of(pipe));
    }

    [Fact]
    public async Task WriteAsync_ReadOnlyFile_IsRefusedEvenToRoot()
    {
        var path = In("there");
        File.WriteAllText(path, "before");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.OtherRead);

        var refusal = await Assert.ThrowsAsync<UnauthorizedAccessException>(() => WriteAsync(path, "after"));

        Assert.Contains("read-only", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("before", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task WriteAsync_Folder_IsRefused() =>
        Assert.Contains(
            "folder",
            (await Assert.ThrowsAsync<IOException>(() => WriteAsync(_folder, "text"))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task WriteAsync_Failure_LeavesTheOldFile()
    {
        var path = In("there");
        File.WriteAllText(path, "before");

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            WholeFile.WriteAsync(
                path,
                file =>
                {
                    file.Write("half"u8);
                    throw new InvalidOperationException();
                }
            )
        );

        Assert.Equal("before", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Of_EachKind_IsRecognized()
    {
        File.CreateSymbolicLink(In("nowhere"), In("nothing"));
        File.CreateSymbolicLink(In("folder"), _folder);

        Assert.Equal(
            [FileKind.None, FileKind.None, FileKind.Folder, FileKind.Folder, FileKind.Special],
            new[] { In("nothing"), In("nowhere"), In("folder"), _folder, "/dev/null" }.Select(FileKinds.Of)
        );
    }

    private string In(string name) => Path.Combine(_folder, name);

    private static Task WriteAsync(string path, string text) =>
        WholeFile.WriteAsync(path, file => file.WriteAsync(Encoding.UTF8.GetBytes(text), Stop).AsTask());
}
