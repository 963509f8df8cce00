using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;
using Sweep.Worker.Pruning;
using Sweep.Worker.Randomness;

namespace Sweep.Tests.Worker.Pruning;

/// <summary>Networks without libtorch: the places of their parameters, and numbers for them.</summary>
internal static class Layouts
{
    public static Architecture Tiny(string architecture) =>
        ArchitectureCatalogue.Create(new ModelSettings { Architecture = architecture, Width = 0.125 }, 32, 10);

    /// <summary>The places of the parameters as the network arranges them: prunable weights first.</summary>
    public static IReadOnlyList<ParameterSpan> Spans(this Architecture architecture)
    {
        var spans = new List<ParameterSpan>();
        var offset = 0;
        foreach (
            var parameter in architecture.Layers.SelectMany(layer => layer.Parameters).OrderByDescending(parameter => parameter.IsPrunable)
        )
        {
            spans.Add(new ParameterSpan(parameter.Name, offset, (int)parameter.Count, parameter.IsPrunable));
            offset += (int)parameter.Count;
        }

        return spans;
    }

    public static float[] RandomWeights(this Architecture architecture, int seed = 0) =>
        [
            .. Enumerable
                .Range(0, (int)architecture.Parameters)
                .Select(i => (float)CounterRandom.For(seed, RandomPurpose.InitialWeights).Normal((ulong)i)),
        ];

    public static bool[] AllKept(this Architecture architecture)
    {
        var kept = new bool[architecture.Parameters];
        Array.Fill(kept, true);
        return kept;
    }
}
