using System.Globalization;

namespace Sweep.Tests.Cluster.Running;

/// <summary>Sweeps for tests.</summary>
internal static class Specs
{
    /// <summary>For the engine that trains nothing: a train stage a seed, and a chain of as many prune stages as there are levels above zero.</summary>
    public static string Noop(string name, int seeds, int epochs = 1, string levels = "0, 0.5") =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            name: {{name}}
            grid: { dataset: mnist, architecture: vgg16, mode: from-scratch, sparsity: [{{levels}}], seed: [{{string.Join(
                ", ",
                Enumerable.Range(1, seeds)
            )}}] }
            training: { epochs: {{epochs}} }
            pruning: { epochs: {{epochs}} }
            """
        );
}
