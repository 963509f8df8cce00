using System.Runtime.InteropServices;
using Architecture = Sweep.Contracts.Architectures.Architecture;

namespace Sweep.Performance.Training;

/// <summary>
/// Weights and a batch that every loop is given once, to see that all of them compute the same: fp32 numbers in a file, first each
/// parameter in the order of the layers and in PyTorch's shape, then the normalised images, then the labels.
/// </summary>
internal static class FirstBatch
{
    public static async Task WriteAsync(string path, Architecture architecture, CancellationToken cancellation)
    {
        var random = new Random(1);
        var numbers = new List<float>();
        foreach (var parameter in architecture.Layers.SelectMany(layer => layer.Parameters))
        {
            // Norms' scales stay near 1 and weights keep the size of what passes through them, so that no layer is idle.
            var centre = parameter.Shape.Count == 1 && parameter.Name.EndsWith(".weight", StringComparison.Ordinal) ? 1 : 0;
            var spread = parameter.IsPrunable ? Math.Sqrt(6.0 * parameter.Shape[0] / parameter.Count) : 0.1;
            Draw(parameter.Count, centre, spread);
        }

        Draw(TrainingCase.Batch * Architecture.InputChannels * architecture.Image * architecture.Image, 0, 2);
        numbers.AddRange(Enumerable.Range(0, TrainingCase.Batch).Select(_ => (float)random.Next(architecture.Classes)));
        await File.WriteAllBytesAsync(path, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(numbers)).ToArray(), cancellation);

        void Draw(long count, double centre, double spread)
        {
            for (var i = 0L; i < count; i++)
            {
                numbers.Add((float)(centre + (spread * ((2 * random.NextDouble()) - 1))));
            }
        }
    }

    public static float[] Read(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
}
