using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Study.Reporting;

/// <summary>The learning curve of one stage, with the grid values of its trials.</summary>
/// <param name="Sparsity">The sparsity at the end of the stage.</param>
/// <param name="Offset">The epochs of the stages above it, since training on this data set began.</param>
/// <param name="Points">The epoch within the stage from 1, top-1 in percent or null, and mean training loss.</param>
public sealed record ReportCurve(
    string Dataset,
    string Architecture,
    IReadOnlyDictionary<string, string> Axes,
    string Mode,
    int Seed,
    StageKind Kind,
    double Sparsity,
    int Offset,
    IReadOnlyList<double?[]> Points
);
