namespace Sweep.Contracts.Architectures;

/// <summary>The only rule by which a width changes a number of channels.</summary>
internal static class Channels
{
    /// <summary>
    /// Rounds to the nearest multiple of 8 (halves up), at least 8, and takes the next multiple when rounding would lose more than a tenth.
    /// This is the rule of the MobileNet family (Sandler et al. 2018). VGG16 × 0.25 begins with 16, 16, 32; MobileNet × 0.25 begins with 8,
    /// 16, 32.
    /// </summary>
    public static int Scale(int channels, double width)
    {
        var wanted = channels * width;
        var rounded = Math.Max(8, (int)(wanted + 4) / 8 * 8);
        return rounded < 0.9 * wanted ? rounded + 8 : rounded;
    }
}
