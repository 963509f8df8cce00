using Sweep.Worker.Data;
using Sweep.Worker.Randomness;

namespace Sweep.Worker.Examination;

/// <summary>
/// Writes a data set that every machine can generate: files in CIFAR-10's format whose images follow a formula. Each class is a grating
/// with its own direction and colour under noise, which a small network learns in a few epochs.
/// </summary>
public static class Gratings
{
    private const int Side = 32;
    private const int Classes = 10;
    private const int PerFile = 60;

    /// <summary>Writes 300 training and 60 test images.</summary>
    public static DataFolders WriteTo(string folder)
    {
        var target = Directory.CreateDirectory(Path.Combine(folder, "data", "cifar-10-batches-bin")).FullName;
        string[] files =
        [
            "data_batch_1.bin",
            "data_batch_2.bin",
            "data_batch_3.bin",
            "data_batch_4.bin",
            "data_batch_5.bin",
            "test_batch.bin",
        ];
        foreach (var (index, file) in files.Index())
        {
            File.WriteAllBytes(Path.Combine(target, file), [.. Enumerable.Range(index * PerFile, PerFile).SelectMany(Record)]);
        }

        File.WriteAllLines(Path.Combine(target, "batches.meta.txt"), Enumerable.Range(0, Classes).Select(label => $"grating{label}"));
        return new DataFolders([Path.Combine(folder, "data")], Path.Combine(folder, "data"));
    }

    private static byte[] Record(int number)
    {
        var label = number % Classes;
        var record = new byte[1 + (3 * Side * Side)];
        record[0] = (byte)label;
        var random = new CounterRandom(42, (ulong)number);
        var phase = random.Uniform(1 << 20) * 2 * Math.PI;
        var (dx, dy) = (Math.Cos(label * Math.PI / Classes), Math.Sin(label * Math.PI / Classes));
        for (var i = 0; i < 3 * Side * Side; i++)
        {
            var (channel, y, x) = (i / (Side * Side), i / Side % Side, i % Side);
            var wave = Math.Sin(((dx * x) + (dy * y)) * 0.8 + phase) * (channel == label % 3 ? 80 : 30);
            record[1 + i] = (byte)Math.Clamp(128 + wave + (30 * random.Normal((ulong)i)), 0, 255);
        }

        return record;
    }
}
