namespace Sweep.Tests.Coordinator.Api;

/// <summary>Specs to submit.</summary>
internal static class Specs
{
    /// <summary>Four trials of four stages.</summary>
    public const string Small = """
        name: small
        grid: { dataset: mnist, architecture: vgg16, sparsity: [0, 0.5], seed: [1, 2] }
        weight: 2
        limits: { gpu-hours: 8, retries: 1 }
        """;

    public static string Named(string name) => Small.Replace("name: small", $"name: {name}", StringComparison.Ordinal);
}
