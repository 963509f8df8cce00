using Sweep.Contracts.Results;
using Sweep.Worker.Data;
using Sweep.Worker.Models;
using Sweep.Worker.Training.Batches;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Sweep.Worker.Training.Evaluating;

/// <summary>Evaluates a network on every image of a set. Sums stay on the device and are read at the end.</summary>
/// <param name="splits">The factor by which batches are smaller than usual, when memory is short.</param>
public sealed class Evaluator(ImageSet set, InputNormalisation input, int classes, Device device, int splits = 1) : IDisposable
{
    /// <summary>Pixels of a batch: 512 images at 32 pixels, and fewer images where they are larger, so that their maps fit.</summary>
    private const int PixelsPerBatch = 512 * 32 * 32;

    private const int SmallestBatch = 16;

    private readonly ResidentImages _images = new(set, margin: 0, device);
    private readonly Normaliser _normaliser = new(input, set.Side, device);

    /// <summary>Images of a batch.</summary>
    /// <param name="side">Side of the images in pixels.</param>
    public static int BatchSize(int side, int splits) => Math.Max(1, Math.Max(SmallestBatch, PixelsPerBatch / (side * side)) / splits);

    /// <exception cref="OperationCanceledException">The evaluation was stopped between two batches.</exception>
    public Evaluation Evaluate(Network network, CancellationToken stop)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var losses = zeros(1, ScalarType.Float64, device);
        // Codes 0, 1 or 2 for each image; see ImageOutcomes.Of.
        var outcomes = zeros(_images.Count, ScalarType.Byte, device);
        var (right, total) = (zeros(classes, ScalarType.Int64, device), zeros(classes, ScalarType.Int64, device));
        var pixels = set.Side * set.Side;
        var batch = BatchSize(set.Side, splits);
        for (var first = 0; first < _images.Count; first += batch)
        {
            stop.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            var count = Math.Min(batch, _images.Count - first);
            var labels = _images.Labels.narrow(0, first, count);
            var logits = network.Forward(
                _normaliser.Apply(_images.Pixels.narrow(0, (long)first * pixels, (long)count * pixels)),
                training: false
            );
            var (_, best) = logits.topk(Math.Min(5, classes), 1);
            var hits = best.eq(labels.unsqueeze(1)).to(ScalarType.Int64);
            losses.add_(F.cross_entropy(logits, labels).to(ScalarType.Float64), count);
            var top1 = hits.select(1, 0);
            outcomes.narrow(0, first, count).copy_(hits.sum(1).add_(top1));
            right.index_add_(0, labels, top1, 1);
            total.index_add_(0, labels, ones_like(labels), 1);
        }

        var (rightOf, totalOf) = (right.cpu().data<long>().ToArray(), total.cpu().data<long>().ToArray());
        var codes = outcomes.cpu().data<byte>().ToArray();
        return new Evaluation(
            Percent(rightOf.Sum(), _images.Count),
            Percent(codes.Count(code => code > 0), _images.Count),
            losses.cpu().item<double>() / _images.Count,
            [.. rightOf.Zip(totalOf, Percent)],
            ImageOutcomes.Of(codes)
        );
    }

    public void Dispose()
    {
        _images.Dispose();
        _normaliser.Dispose();
    }

    /// <summary>A share in percent; zero for a class without images.</summary>
    private static double Percent(long part, long whole) => 100.0 * part / Math.Max(1, whole);
}
