namespace Sweep.Worker.Data.Images;

/// <summary>
/// Resizes along one axis: it holds, for each output pixel, the input pixels and their weights. The filter is a triangle, which is widened
/// by the scale when shrinking, so enlarging is bilinear and shrinking is antialiased. Pixel centres are at one half; at the edges the
/// filter is cut off and its weights are rescaled. It computes in fixed point, so that all machines produce the same bytes.
/// </summary>
internal sealed class Resampler
{
    // With 22 bits, 255 times the sum of the weights fits in 31 bits.
    private const int Bits = 22;
    private readonly int[] _starts;
    private readonly int[][] _weights;

    /// <summary>Resizes the whole axis.</summary>
    public Resampler(int from, int to)
        : this(from, to, 0, to) { }

    /// <param name="from">Number of input pixels.</param>
    /// <param name="scaled">Number of output pixels that the whole input would give.</param>
    /// <param name="first">The first output pixel to compute.</param>
    /// <param name="count">How many output pixels to compute (a crop).</param>
    public Resampler(int from, int scaled, int first, int count)
    {
        var scale = (double)from / scaled;
        var radius = Math.Max(1, scale);
        _starts = new int[count];
        _weights = new int[count][];
        for (var i = 0; i < count; i++)
        {
            var centre = (first + i + 0.5) * scale;
            var start = Math.Max(0, (int)Math.Floor(centre - radius + 0.5));
            var end = Math.Min(from, (int)Math.Floor(centre + radius + 0.5));
            _starts[i] = start;
            _weights[i] = Quantise([
                .. Enumerable.Range(start, end - start).Select(x => Math.Max(0, 1 - (Math.Abs(x + 0.5 - centre) / radius))),
            ]);
        }
    }

    public int Count => _starts.Length;

    /// <summary>Resizes one plane, first horizontally and then vertically.</summary>
    /// <param name="source">Rows of <paramref name="width"/> bytes.</param>
    /// <param name="target">[down.Count, across.Count]</param>
    /// <param name="scratch">At least across.Count × the source's height bytes.</param>
    /// <param name="step">Bytes from one pixel of the plane to the next: 3 when the source is interleaved RGB.</param>
    public static void Resize(
        Resampler across,
        Resampler down,
        ReadOnlySpan<byte> source,
        int width,
        Span<byte> target,
        Span<byte> scratch,
        int step = 1
    )
    {
        var stride = width * step;
        var height = (source.Length + step - 1) / stride;
        for (var y = 0; y < height; y++)
        {
            across.Apply(source[(y * stride)..], step, scratch[(y * across.Count)..], 1);
        }

        for (var x = 0; x < across.Count; x++)
        {
            down.Apply(scratch[x..], across.Count, target[x..], across.Count);
        }
    }

    private void Apply(ReadOnlySpan<byte> source, int sourceStep, Span<byte> target, int targetStep)
    {
        for (var i = 0; i < _starts.Length; i++)
        {
            var sum = 1 << (Bits - 1);
            var at = _starts[i] * sourceStep;
            foreach (var weight in _weights[i])
            {
                sum += weight * source[at];
                at += sourceStep;
            }

            target[i * targetStep] = (byte)(sum >> Bits);
        }
    }

    // The weights sum to exactly one, so that a uniform image does not change. The largest weight takes the rounding error.
    private static int[] Quantise(double[] weights)
    {
        var total = weights.Sum();
        var quantised = Array.ConvertAll(weights, w => (int)Math.Round(w / total * (1 << Bits)));
        quantised[Array.IndexOf(weights, weights.Max())] += (1 << Bits) - quantised.Sum();
        return quantised;
    }
}
