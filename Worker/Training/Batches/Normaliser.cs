using Sweep.Worker.Data;
using Sweep.Worker.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Sweep.Worker.Training.Batches;

/// <summary>Turns bytes into the network's inputs: byte · scale + shift, for each channel.</summary>
public sealed class Normaliser : IDisposable
{
    private readonly int side;

    // Repeated over a row of pixels: vector units want an inner dimension longer than 3.
    private readonly Tensor scale;
    private readonly Tensor shift;

    public Normaliser(InputNormalisation input, int side, Device device)
    {
        using var scope = NewDisposeScope();
        this.side = side;
        var scales = input.Std.Select(std => (float)(1 / (255 * std)));
        var shifts = input.Mean.Zip(input.Std, (mean, std) => (float)(-mean / std));
        scale = tensor(scales.ToArray()).repeat(side).to(device).DetachFromDisposeScope();
        shift = tensor(shifts.ToArray()).repeat(side).to(device).DetachFromDisposeScope();
    }

    /// <param name="pixels">Bytes, [images · side · side, 3].</param>
    /// <returns>fp32, [images, 3, side, side], channels-last.</returns>
    public Tensor Apply(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var rows = pixels.view(-1, side * ImageSet.Channels).to(ScalarType.Float32);
        var images = shift.addcmul(rows, scale, 1).view(-1, side, side, ImageSet.Channels);
        return images.permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        scale.Dispose();
        shift.Dispose();
    }
}
