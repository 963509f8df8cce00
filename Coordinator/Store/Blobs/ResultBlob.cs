using System.Buffers.Binary;
using System.Text.Json;
using Sweep.Contracts.Results;

namespace Sweep.Coordinator.Store.Blobs;

/// <summary>
/// A result as bytes: its numbers, 8 bytes each, then the number of classes and their numbers, and last its text fields as JSON.
/// Consecutive results mostly have the same text, which is then not parsed again; this reads a million results in a second.
/// </summary>
internal sealed class ResultBlob
{
    private const int Numbers = 12;
    private byte[] _text = [];
    private Words _words = new("", new Dictionary<string, string>(), []);

    public static byte[] Write(StageResult r)
    {
        var words = StoreJson.WriteBytes(new Words(r.Device, r.Versions, r.Warnings));
        var blob = new byte[((Numbers + 1 + r.PerClass.Count) * sizeof(double)) + words.Length];
        var at = 0;
        foreach (var value in (ReadOnlySpan<double>)[r.Top1, r.Top5, r.Loss, r.Sparsity, r.ImagesPerSecond])
            BinaryPrimitives.WriteDoubleLittleEndian(blob.AsSpan(sizeof(double) * at++), value);
        foreach (
            var value in (ReadOnlySpan<long>)
                [r.Parameters, r.ParametersNonzero, r.Flops, r.FlopsEffective, r.SizeBytes, r.Epochs, r.Duration.Ticks, r.PerClass.Count]
        )
        {
            BinaryPrimitives.WriteInt64LittleEndian(blob.AsSpan(sizeof(double) * at++), value);
        }

        foreach (var value in r.PerClass)
            BinaryPrimitives.WriteDoubleLittleEndian(blob.AsSpan(sizeof(double) * at++), value);
        words.CopyTo(blob.AsSpan(sizeof(double) * at));
        return blob;
    }

    /// <summary>Not safe for concurrent use.</summary>
    public StageResult Read(ReadOnlySpan<byte> blob)
    {
        var classes = new double[Whole(blob, Numbers)];
        for (var i = 0; i < classes.Length; i++)
            classes[i] = Real(blob, Numbers + 1 + i);
        var words = ReadWords(blob[(sizeof(double) * (Numbers + 1 + classes.Length))..]);
        return new StageResult
        {
            Top1 = Real(blob, 0),
            Top5 = Real(blob, 1),
            Loss = Real(blob, 2),
            Sparsity = Real(blob, 3),
            ImagesPerSecond = Real(blob, 4),
            Parameters = Whole(blob, 5),
            ParametersNonzero = Whole(blob, 6),
            Flops = Whole(blob, 7),
            FlopsEffective = Whole(blob, 8),
            SizeBytes = Whole(blob, 9),
            Epochs = (int)Whole(blob, 10),
            Duration = new TimeSpan(Whole(blob, 11)),
            PerClass = classes,
            Device = words.Device,
            Versions = words.Versions,
            Warnings = words.Warnings,
        };
    }

    private static double Real(ReadOnlySpan<byte> blob, int at) => BinaryPrimitives.ReadDoubleLittleEndian(blob[(sizeof(double) * at)..]);

    private static long Whole(ReadOnlySpan<byte> blob, int at) => BinaryPrimitives.ReadInt64LittleEndian(blob[(sizeof(double) * at)..]);

    private Words ReadWords(ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual(_text))
            return _words;
        _text = text.ToArray();
        return _words = JsonSerializer.Deserialize<Words>(text, StoreJson.Options)!;
    }

    private sealed record Words(string Device, IReadOnlyDictionary<string, string> Versions, IReadOnlyList<string> Warnings);
}
