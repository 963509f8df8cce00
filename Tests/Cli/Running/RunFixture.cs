using System.Text.Json.Nodes;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cli.Running;

/// <summary>A home and spec files of its own.</summary>
internal sealed class RunFixture : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sweep-run-").FullName;

    public RunFixture() => Gate = new Gate(Directory.CreateDirectory(Path.Combine(_folder, "steps")).FullName, () => "");

    public string Folder => _folder;

    /// <summary>A path in it.</summary>
    public string File(string name) => Path.Combine(_folder, name);

    public string Home => Path.Combine(_folder, "home");

    /// <summary>Of what <see cref="Held"/> runs; closed.</summary>
    public Gate Gate { get; }

    /// <summary>Has no data set in it.</summary>
    public string Empty => Directory.CreateDirectory(Path.Combine(_folder, "empty")).FullName;

    /// <summary>8 trials; 2 train stages, 6 prune stages.</summary>
    public string Spec(string name = "grid", string levels = "0, 0.5, 0.8, 0.9", int epochs = 2) =>
        Write(
            $"{name}.yaml",
            $$"""
            name: {{name}}
            grid: { dataset: mnist, architecture: vgg16, mode: from-scratch, sparsity: [{{levels}}], seed: [1, 2] }
            training: { epochs: {{epochs}} }
            pruning: { epochs: 1 }
            """
        );

    public string Write(string file, string text)
    {
        var path = Path.Combine(_folder, file);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Trains nothing, on two workers.</summary>
    public string[] Noop(string spec, params string[] more) => ["run", spec, "--home", Home, "--engine", "noop", "--workers", "2", .. more];

    /// <summary>The same, but that each epoch waits for a step of the gate.</summary>
    public string[] Held(string spec, params string[] more) =>
        ["run", spec, "--home", Home, "--engine", Gate.Noop, .. more.Contains("--workers") ? more : ["--workers", "2", .. more]];

    /// <summary>What <c>sweep results</c> says, in this process.</summary>
    public Task<JsonArray> TrialsAsync(string name) => TrialsAsync(name, Home);

    /// <inheritdoc cref="TrialsAsync(string)"/>
    public static async Task<JsonArray> TrialsAsync(string name, string home)
    {
        var run = await SweepRun.Of(
            [Sweep.Cli.Verbs.Results.Create(TimeProvider.System)],
            ["results", name, "--home", home, "--format", "json"]
        );
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonNode.Parse(run.Output)!["trials"]!.AsArray();
    }

    public async Task AssertCompletedAsync(string name, int trials)
    {
        var rows = await TrialsAsync(name);
        Assert.Equal(trials, rows.Count);
        Assert.All(rows, row => Assert.Equal("completed", (string?)row!["state"]));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
