using System.Buffers.Binary;
using Sweep.Contracts.Messages;

namespace Sweep.Coordinator.Store.Blobs;

/// <summary>
/// A learning curve with 48 bytes a point: epoch, training loss, top-1, loss, learning rate and sparsity, all as doubles. Values that were
/// not measured are NaN.
/// </summary>
internal static class CurveBlob
{
    private const int Fields = 6;

    public static byte[] Write(IReadOnlyList<EpochMetrics> curve)
    {
        var blob = new byte[curve.Count * Fields * sizeof(double)];
        var at = 0;
        foreach (var point in curve)
        {
            foreach (
                var value in (ReadOnlySpan<double>)
                    [point.Epoch, point.TrainLoss, point.Top1 ?? double.NaN, point.Loss ?? double.NaN, point.LearningRate, point.Sparsity]
            )
            {
                BinaryPrimitives.WriteDoubleLittleEndian(blob.AsSpan(sizeof(double) * at++), value);
            }
        }

        return blob;
    }

    public static IReadOnlyList<EpochMetrics> Read(byte[] blob)
    {
        var curve = new EpochMetrics[blob.Length / (Fields * sizeof(double))];
        for (var i = 0; i < curve.Length; i++)
        {
            curve[i] = new EpochMetrics(
                (int)At(blob, i, 0),
                At(blob, i, 1),
                Known(At(blob, i, 2)),
                Known(At(blob, i, 3)),
                At(blob, i, 4),
                At(blob, i, 5)
            );
        }

        return curve;
    }

    private static double At(byte[] blob, int point, int field) =>
        BinaryPrimitives.ReadDoubleLittleEndian(blob.AsSpan(sizeof(double) * ((point * Fields) + field)));

    private static double? Known(double value) => double.IsNaN(value) ? null : value;
}
