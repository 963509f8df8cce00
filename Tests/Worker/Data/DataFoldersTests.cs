using Sweep.Worker.Data;

namespace Sweep.Tests.Worker.Data;

public sealed class DataFoldersTests
{
    [Fact]
    public void From_OptionsAndVariable_LooksInThatOrderAndWritesHome()
    {
        var separator = Path.PathSeparator;
        var folders = DataFolders.From(["/a", $"/b{separator}/c"], $"/d{separator}/a", "/home");

        Assert.Equal(["/a", "/b", "/c", "/d", "/home/data"], folders.Read);
        Assert.Equal("/home/data", folders.Write);
    }

    [Fact]
    public void From_Nothing_LooksInTheHomeAlone() => Assert.Equal(["/home/data"], DataFolders.From([], null, "/home").Read);
}
