namespace Sweep.Contracts.Spec;

/// <summary>How results are summarised, the spec's <c>report</c> block. It is not part of any stage's identity.</summary>
public sealed record ReportSettings
{
    /// <summary>How many points of top-1 (in percent) below the dense network still count as the same accuracy.</summary>
    public double Tolerance { get; init; } = 1;
}
