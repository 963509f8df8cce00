using Sweep.Worker.Data;

namespace Sweep.Tests.Worker.Data;

/// <summary>The subset of real data that lies beside the repository on some machines.</summary>
internal static class SharedData
{
    /// <summary>Skips the test where there is none.</summary>
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
