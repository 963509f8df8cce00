namespace Sweep.Tests.Worker.Data.Fixtures;

/// <summary>Writes CIFAR's binary files.</summary>
internal static class CifarFixture
{
    /// <summary>Record i has label i mod classes and the byte i in every pixel.</summary>
    public static byte[] Records(int count, int labelBytes, int classes) =>
        [
            .. Enumerable
                .Range(0, count)
                .SelectMany(i =>
                    Enumerable.Repeat((byte)0, labelBytes - 1).Append((byte)(i % classes)).Concat(Enumerable.Repeat((byte)i, 3072))
                ),
        ];

    /// <summary>Writes a CIFAR-10 folder: five training files and a test file of <paramref name="perFile"/> records each.</summary>
    public static string Write10(string data, int perFile = 20)
    {
        var folder = Directory.CreateDirectory(Path.Combine(data, "cifar-10-batches-bin")).FullName;
        foreach (var name in new[] { "data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch" })
        {
            File.WriteAllBytes(Path.Combine(folder, name + ".bin"), Records(perFile, 1, 10));
        }

        File.WriteAllLines(
            Path.Combine(folder, "batches.meta.txt"),
            ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck", ""]
        );
        return folder;
    }
}
