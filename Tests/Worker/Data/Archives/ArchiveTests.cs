using System.Formats.Tar;
using Sweep.Tests.Worker.Data.Fixtures;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Archives;

namespace Sweep.Tests.Worker.Data.Archives;

public sealed class ArchiveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Escapes =>
        ["../out", "a/../../out", "/etc/out", "a\\..\\..\\out", "C:out", "a//b", "", "..", $"{new string('a', 2000)}"];

    [Fact]
    public void Unpack_TarGz_WritesFilesAndFolders()
    {
        Unpack(
            "a.tar.gz",
            ArchiveFixture.TarGz(
                new PaxTarEntry(TarEntryType.Directory, "top/empty/"),
                ArchiveFixture.TarFile("./top/a.txt", ArchiveFixture.Text("hello")),
                ArchiveFixture.TarFile("top/deep/b.bin", new byte[100_000])
            )
        );

        Assert.Equal("hello", File.ReadAllText(Out("top/a.txt")));
        Assert.Equal(100_000, new FileInfo(Out("top/deep/b.bin")).Length);
        Assert.True(Directory.Exists(Out("top/empty")));
    }

    [Fact]
    public void Unpack_Zip_WritesFilesAndFolders()
    {
        Unpack("a.zip", ArchiveFixture.Zip(0, ("top/empty/", []), ("top/a.txt", ArchiveFixture.Text("hello"))));

        Assert.Equal("hello", File.ReadAllText(Out("top/a.txt")));
        Assert.True(Directory.Exists(Out("top/empty")));
    }

    [Theory]
    [MemberData(nameof(Escapes))]
    public void Resolve_OutOfTheFolder_IsNull(string name) => Assert.Null(ArchivePath.Resolve(_folder.Path, name));

    [Theory]
    [InlineData("../out")]
    [InlineData("/out")]
    [InlineData("a/../../out")]
    public void Unpack_TarThatLeadsOut_IsRefused(string name)
    {
        Refused("a.tar.gz", ArchiveFixture.TarGz(ArchiveFixture.TarFile("in", [1]), ArchiveFixture.TarFile(name, [1])), "leads out");
        Assert.False(File.Exists(Path.Combine(_folder.Path, "out")));
    }

    [Theory]
    [InlineData("../out")]
    [InlineData("/out")]
    [InlineData("..\\out")]
    public void Unpack_ZipThatLeadsOut_IsRefused(string name)
    {
        Refused("a.zip", ArchiveFixture.Zip(0, ("in", [1]), (name, [1])), "leads out");
        Assert.False(File.Exists(Path.Combine(_folder.Path, "out")));
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    public void Unpack_TarWithALink_IsRefused(TarEntryType type) =>
        Refused("a.tar.gz", ArchiveFixture.TarGz(ArchiveFixture.TarLink(type, "link", "/etc/passwd")), "only files and folders");

    [Fact]
    public void Unpack_ZipWithALink_IsRefused() =>
        Refused("a.zip", ArchiveFixture.Zip(0xa1ff, ("link", ArchiveFixture.Text("/etc/passwd"))), "a link");

    [Fact]
    public void Unpack_SameNameTwice_IsRefused() =>
        Refused("a.tar.gz", ArchiveFixture.TarGz(ArchiveFixture.TarFile("a", [1]), ArchiveFixture.TarFile("./a", [2])), "twice");

    [Theory]
    [InlineData("bomb.tar.gz")]
    [InlineData("bomb.zip")]
    public void Unpack_Bomb_IsRefusedBeforeItIsOnDisk(string name)
    {
        var zeros = new byte[20 << 20];
        var bomb = name.EndsWith("zip", StringComparison.Ordinal)
            ? ArchiveFixture.Zip(0, ("zeros", zeros))
            : ArchiveFixture.TarGz(ArchiveFixture.TarFile("zeros", zeros));
        Refused(name, bomb, "claims", limits: new UnpackLimits(1 << 20));
        Assert.False(File.Exists(Out("zeros")));
    }

    [Fact]
    public void Unpack_ZipThatClaimsLess_WritesNoMoreThanThat()
    {
        var bomb = ArchiveFixture.Zip(0, ("zeros", new byte[5 << 20]));

        // The size is in the central directory (24 bytes after its signature) and after the data.
        foreach (var (signature, place) in new[] { ("PK\u0001\u0002", 24), ("PK\u0003\u0004", 22), ("PK\u0007\u0008", 12) })
        {
            var at = bomb.AsSpan().LastIndexOf(ArchiveFixture.Text(signature));
            if (at >= 0)
            {
                BitConverter.GetBytes(1000).CopyTo(bomb, at + place);
            }
        }

        try
        {
            Unpack("a.zip", bomb);
        }
        catch (DataException)
        {
            // Refusing the archive is also right; the test is about what reaches the disk.
        }

        Assert.InRange(File.Exists(Out("zeros")) ? new FileInfo(Out("zeros")).Length : 0, 0, 1000);
    }

    [Fact]
    public void Unpack_TooManyEntries_IsRefused() =>
        Refused(
            "a.tar.gz",
            ArchiveFixture.TarGz([.. Enumerable.Range(0, 20).Select(i => ArchiveFixture.TarFile($"f{i}", []))]),
            "more than 10 entries",
            new UnpackLimits(1 << 20, Entries: 10)
        );

    [Fact]
    public void Unpack_SecondEntry_SaysWhereItIs()
    {
        var exception = Refused(
            "a.tar.gz",
            ArchiveFixture.TarGz(ArchiveFixture.TarFile("a", new byte[600]), ArchiveFixture.TarFile("../b", [1])),
            "leads out"
        );
        Assert.True(exception.Offset > 600, $"{exception.Offset}");
    }

    [Theory]
    [InlineData("a.tar.gz")]
    [InlineData("a.zip")]
    public void Unpack_Mutations_AreUnpackedOrRefusedAndStayInside(string name)
    {
        var whole = name.EndsWith("zip", StringComparison.Ordinal)
            ? ArchiveFixture.Zip(0x81a4, ("d/a", ArchiveFixture.Text("hello")), ("d/b", new byte[3000]))
            : ArchiveFixture.TarGz(
                ArchiveFixture.TarFile("d/a", ArchiveFixture.Text("hello")),
                ArchiveFixture.TarFile("d/b", new byte[3000])
            );
        for (var seed = 0; seed < 200; seed++)
        {
            var path = _folder[name];
            File.WriteAllBytes(path, Mutation.Of(whole, seed));
            try
            {
                Archive.Unpack(path, Out($"{seed}"), new UnpackLimits(1 << 16), TestContext.Current.CancellationToken);
            }
            catch (DataException exception)
            {
                Assert.Equal(path, exception.File);
            }
        }

        Assert.Equal([name, "out"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
    }

    private string Out(string name) => Path.Combine(_folder.Path, "out", name);

    private void Unpack(string name, byte[] bytes, UnpackLimits? limits = null)
    {
        File.WriteAllBytes(_folder[name], bytes);
        Archive.Unpack(
            _folder[name],
            Path.Combine(_folder.Path, "out"),
            limits ?? new UnpackLimits(1 << 30),
            TestContext.Current.CancellationToken
        );
    }

    private DataException Refused(string name, byte[] bytes, string problem, UnpackLimits? limits = null)
    {
        var exception = Assert.Throws<DataException>(() => Unpack(name, bytes, limits));
        Assert.Equal(_folder[name], exception.File);
        Assert.NotNull(exception.Offset);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
        return exception;
    }
}
