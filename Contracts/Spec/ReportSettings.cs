namespace Sweep.Contracts.Spec;

/// <summary>How results are summed up, the spec's <c>report</c> block. Not part of any stage's identity.</summary>
public sealed record ReportSettings
{
    /// <summary>Points of top-1 (in percent) below the dense network that still count as the same accuracy.</summary>
    public double Tolerance { get; init; } = 1;
}
