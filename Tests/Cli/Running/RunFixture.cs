using System.Text.Json.Nodes;

namespace Sweep.Tests.Cli.Running;

/// <summary>A home and spec files of its own.</summary>
internal sealed class RunFixture : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sweep-run-").FullName;

    public string Home => Path.Combine(_folder, "home");

    /// <summary>Has no data set in it.</summary>
    public string Empty => Directory.CreateDirectory(Path.Combine(_folder, "empty")).FullName;

    /// <summary>8 trials; 2 train stages, 6 prune stages.</summary>
    public string Spec(string name = "grid", string levels = "0, 0.5, 0.8, 0.9", int epochs = 2) => Write(
        $"{name}.yaml",
        $$"""
        name: {{name}}
        grid: { dataset: mnist, architecture: vgg16, mode: from-scratch, sparsity: [{{levels}}], seed: [1, 2] }
        training: { epochs: {{epochs}} }
        pruning: { epochs: 1 }
        """);

    public string Write(string file, string text)
    {
        var path = Path.Combine(_folder, file);
        File.WriteAllText(path, text);
        return path;
    }

    public string[] Noop(string spec, int milliseconds = 0, params string[] more) =>
        ["run", spec, "--home", Home, "--engine", $"noop:{milliseconds}", "--workers", "2", .. more];

    public async Task<JsonArray> TrialsAsync(string name)
    {
        var (code, output, error) = await SweepProcess.RunAsync("results", name, "--home", Home, "--format", "json");
        Assert.True(code == 0, error);
        return JsonNode.Parse(output)!["trials"]!.AsArray();
    }

    public async Task AssertCompletedAsync(string name, int trials)
    {
        var rows = await TrialsAsync(name);
        Assert.Equal(trials, rows.Count);
        Assert.All(rows, row => Assert.Equal("completed", (string?)row!["state"]));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
