using Sweep.Worker.Data;

namespace Sweep.Tests.Worker.Data;

/// <summary>The subset of real data that some machines have beside the repository.</summary>
internal static class SharedData
{
    /// <summary>The folders of real data; skips the test when there are none.</summary>
    public static DataFolders Folders(string write)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Sweep.sln")))
        {
            root = root.Parent;
        }

        var shared = Path.Combine(root?.Parent?.FullName ?? "/", "shared", "data");
        Assert.SkipUnless(Directory.Exists(shared), $"There is no {shared}.");
        return new DataFolders([shared], write);
    }
}
