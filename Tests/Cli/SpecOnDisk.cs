namespace Sweep.Tests.Cli;

/// <summary>A spec in a file of its own, removed at the end.</summary>
internal sealed class SpecOnDisk : IDisposable
{
    public const string Sound = """
        name: small
        grid: { dataset: mnist, architecture: vgg16, sparsity: [0, 0.5], seed: [1, 2] }
        training: { epochs: 10 }
        """;

    public SpecOnDisk(string text) => File.WriteAllText(Path, text);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"sweep-{Guid.NewGuid():n}.yaml");

    public void Dispose() => File.Delete(Path);
}
