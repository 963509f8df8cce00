using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Study.Reporting;

/// <summary>The learning curve of one stage, placed where its trials are.</summary>
/// <param name="Sparsity">What the stage ends with.</param>
/// <param name="Offset">Epochs of the stages above it, from the start of training on this data set.</param>
/// <param name="Points">Epoch within the stage from 1, top-1 in percent or null, mean training loss.</param>
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
