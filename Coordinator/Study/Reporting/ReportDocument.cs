using Sweep.Contracts.States;

namespace Sweep.Coordinator.Study.Reporting;

/// <summary>All that a report page shows, every number computed; <c>Web/src/model.ts</c> is its reader.</summary>
public sealed record ReportDocument
{
    /// <summary>Rises with every change that an older page could not read.</summary>
    public string Schema { get; init; } = "sweep-report/1";

    public required string Sweep { get; init; }

    public required SweepState State { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Generated { get; init; }

    /// <summary>What people say that the sweep is, in one line, and have noted of it, in any lines; empty for nothing.</summary>
    public required string Description { get; init; }

    public required string Notes { get; init; }

    /// <summary>Seconds of workers that attempts at its stages have taken.</summary>
    public required double SpentSeconds { get; init; }

    /// <summary>Seconds of workers that sharing stages has saved.</summary>
    public required double SavedSeconds { get; init; }

    /// <summary>Name and version of the program that made the document.</summary>
    public required string Program { get; init; }

    /// <summary>The spec's text.</summary>
    public required string Spec { get; init; }

    /// <summary>Percentage points of top-1.</summary>
    public required double Tolerance { get; init; }

    /// <summary>Names of the further axes.</summary>
    public required IReadOnlyList<string> Axes { get; init; }

    public required IReadOnlyList<ReportField> Fields { get; init; }

    /// <summary>One list a trial, in the order of <see cref="Fields"/>.</summary>
    public required IReadOnlyList<IReadOnlyList<object?>> Trials { get; init; }

    public required IReadOnlyList<ReportLevel> Levels { get; init; }

    public required IReadOnlyList<StudyRow> Figure { get; init; }

    /// <summary>The figure in a sentence.</summary>
    public required string Answer { get; init; }

    /// <summary>Of a sweep whose spec searches: what was trained, and why the rest was left out, a line each.</summary>
    public IReadOnlyList<string> Search { get; init; } = [];

    public required IReadOnlyList<ReportCurve> Curves { get; init; }
}

public sealed record ReportField(string Name, FieldKind Kind, string Meaning);

/// <summary>One point of the grid over its seeds.</summary>
/// <param name="Metrics">top1, top5, loss and compression.</param>
public sealed record ReportLevel(
    string Dataset,
    string Architecture,
    IReadOnlyDictionary<string, string> Axes,
    string Mode,
    double Sparsity,
    int Trials,
    int Completed,
    int Failed,
    IReadOnlyDictionary<string, Summary> Metrics
);
