using Sweep.Worker.Data;
using Sweep.Worker.Models;
using static TorchSharp.torch;

namespace Sweep.Worker.Training.Batches;

/// <summary>Converts bytes to the network's inputs: byte · scale + shift for each channel.</summary>
public sealed class Normaliser : IDisposable
{
    private readonly int _side;

    // fp32 [side · 3]: repeated over a row of pixels, because vector units need an inner dimension longer than 3.
    private readonly Tensor _scale;
    private readonly Tensor _shift;

    public Normaliser(InputNormalisation input, int side, Device device)
    {
        using var scope = NewDisposeScope();
        _side = side;
        var scales = input.Std.Select(std => (float)(1 / (255 * std)));
        var shifts = input.Mean.Zip(input.Std, (mean, std) => (float)(-mean / std));
        _scale = tensor(scales.ToArray()).repeat(side).to(device).DetachFromDisposeScope();
        _shift = tensor(shifts.ToArray()).repeat(side).to(device).DetachFromDisposeScope();
    }

    /// <param name="pixels">Bytes [images · side · side, 3].</param>
    /// <returns>fp32 [images, 3, side, side], channels-last.</returns>
    public Tensor Apply(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var rows = pixels.view(-1, _side * ImageSet.Channels).to(ScalarType.Float32);
        var images = _shift.addcmul(rows, _scale, 1).view(-1, _side, _side, ImageSet.Channels);
        return images.permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _scale.Dispose();
        _shift.Dispose();
    }
}
