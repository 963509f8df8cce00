namespace Sweep.Tests.Build;

/// <summary>The dashboards that are committed are those that their sources make.</summary>
public sealed class DashboardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sweep-dashboards-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Dashboards_Committed_AreThoseOfTheirSources()
    {
        var grafana = SourceTree.Read("Grafana");
        foreach (
            var file in (string[])
                [
                    "package.json",
                    "package-lock.json",
                    ".npmrc",
                    "tsconfig.json",
                    .. Directory.GetFiles(Path.Combine(grafana, "src")).Select(path => Path.Combine("src", Path.GetFileName(path))),
                ]
        )
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, file))!);
            File.Copy(Path.Combine(grafana, file), Path.Combine(_folder, file));
        }

        await RunningProcess.RunAsync(_folder, "npm", "ci", "--ignore-scripts", "--loglevel=error");
        await RunningProcess.RunAsync(_folder, "npm", "run", "--silent", "build");

        string[] Names(string folder) =>
            [
                .. Directory
                    .GetFiles(Path.Combine(folder, "dashboards"))
                    .Select(path => Path.GetFileName(path))
                    .Order(StringComparer.Ordinal),
            ];
        Assert.Equal(Names(_folder), Names(grafana));
        Assert.All(
            Names(grafana),
            name =>
                Assert.Equal(
                    File.ReadAllText(Path.Combine(_folder, "dashboards", name)),
                    File.ReadAllText(Path.Combine(grafana, "dashboards", name))
                )
        );
    }
}
