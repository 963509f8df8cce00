using System.Globalization;
using Sweep.Contracts.Stages;
using Sweep.Worker.Examination;

namespace Sweep.Performance.Gpu;

/// <summary>What is measured on a device.</summary>
internal static class GpuCase
{
    private static readonly string[] _architectures = ["vgg16", "mobilenet"];

    /// <summary>What matters most first: time may run out.</summary>
    /// <param name="isSmall">For a CPU: enough to see that all of it runs.</param>
    public static IReadOnlyList<SpeedCase> All(bool isSmall)
    {
        (double[] widths, int[] batches, Precision[] precisions) = isSmall
            ? (new[] { 0.25 }, new[] { 128 }, new[] { Precision.Fp32, Precision.Bf16 })
            : ([1, 0.25], [512, 128, 1024], [Precision.Bf16, Precision.Tf32, Precision.Fp32]);
        return
        [
            .. from batch in batches
            from precision in precisions
            from width in widths
            from architecture in _architectures
            select Make(architecture, width, batch, precision, isSmall),
        ];
    }

    /// <summary>What several processes share a card with: small networks, as sweeps have many of.</summary>
    public static IReadOnlyList<SpeedCase> Shared(bool isSmall) =>
        [.. from architecture in _architectures select Make(architecture, 0.25, 128, isSmall ? Precision.Fp32 : Precision.Bf16, isSmall)];

    /// <summary>Trained twice to compare the bits.</summary>
    public static IReadOnlyList<SpeedCase> Repeated(bool isSmall) =>
        [
            .. from precision in (Precision[])(isSmall ? [Precision.Fp32] : [Precision.Bf16, Precision.Fp32])
            from architecture in _architectures
            select Make(architecture, isSmall ? 0.25 : 1, isSmall ? 32 : 512, precision, isSmall),
        ];

    public static string Describe(this SpeedCase of) =>
        string.Create(CultureInfo.InvariantCulture, $"{of.Model.Architecture} ×{of.Model.Width}, batch {of.Batch}, {Name(of.Precision)}");

    public static string Name(Precision precision) => precision.ToString().ToLowerInvariant();

    private static SpeedCase Make(string architecture, double width, int batch, Precision precision, bool isSmall) =>
        new()
        {
            Model = new ModelSettings { Architecture = architecture, Width = width },
            Batch = batch,
            Precision = precision,
            Rounds = isSmall ? 2 : 3,
        };
}
