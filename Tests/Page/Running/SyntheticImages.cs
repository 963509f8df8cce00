using Sweep.Tests.Worker.Running;

namespace Sweep.Tests.Page.Running;

/// <summary>The images of <see cref="SyntheticCifar"/> once more as a CIFAR-100, whose files can come later than its sweep.</summary>
internal static class SyntheticImages
{
    private const int Pixels = 3 * 32 * 32;

    /// <summary>Ten of the hundred classes, in the folder of a CIFAR-10 made before.</summary>
    public static void WriteHundred(string data)
    {
        var ten = Path.Combine(data, "cifar-10-batches-bin");
        var hundred = Path.Combine(data, "cifar-100-binary");
        var unfinished = Directory.CreateDirectory(hundred + ".unfinished").FullName;
        File.WriteAllBytes(
            Path.Combine(unfinished, "train.bin"),
            [.. Enumerable.Range(1, 5).SelectMany(part => Records(Path.Combine(ten, $"data_batch_{part}.bin")))]
        );
        File.WriteAllBytes(Path.Combine(unfinished, "test.bin"), [.. Records(Path.Combine(ten, "test_batch.bin"))]);
        File.WriteAllLines(Path.Combine(unfinished, "fine_label_names.txt"), Enumerable.Range(0, 100).Select(label => $"grating{label}"));
        Directory.Move(unfinished, hundred);
    }

    /// <summary>A record has a coarse label before the fine one.</summary>
    private static IEnumerable<byte> Records(string file) =>
        File.ReadAllBytes(file).Chunk(1 + Pixels).SelectMany(record => record.Prepend((byte)0));
}
