using Sweep.Contracts.States;

namespace Sweep.Coordinator.Study.Reporting;

/// <summary>Everything that a report page shows, with all numbers computed. <c>Web/src/model.ts</c> reads it.</summary>
public sealed record ReportDocument
{
    /// <summary>Changed with every format that an older page could not read.</summary>
    public string Schema { get; init; } = "sweep-report/1";

    public required string Sweep { get; init; }

    public required SweepState State { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Generated { get; init; }

    /// <summary>The sweep's description in one line, and its notes in any number of lines; empty when there are none.</summary>
    public required string Description { get; init; }

    public required string Notes { get; init; }

    /// <summary>The worker time that attempts at its stages have taken, in seconds.</summary>
    public required double SpentSeconds { get; init; }

    /// <summary>The worker time that sharing stages has saved, in seconds.</summary>
    public required double SavedSeconds { get; init; }

    /// <summary>The name and version of the program that created the document.</summary>
    public required string Program { get; init; }

    /// <summary>The text of the spec.</summary>
    public required string Spec { get; init; }

    /// <summary>In percentage points of top-1.</summary>
    public required double Tolerance { get; init; }

    /// <summary>The names of the further axes.</summary>
    public required IReadOnlyList<string> Axes { get; init; }

    public required IReadOnlyList<ReportField> Fields { get; init; }

    /// <summary>One list per trial, in the order of <see cref="Fields"/>.</summary>
    public required IReadOnlyList<IReadOnlyList<object?>> Trials { get; init; }

    public required IReadOnlyList<ReportLevel> Levels { get; init; }

    public required IReadOnlyList<StudyRow> Figure { get; init; }

    /// <summary>The study's answer in one sentence.</summary>
    public required string Answer { get; init; }

    /// <summary>For a sweep with a search: what was trained and why the rest was left out, one line per curve.</summary>
    public IReadOnlyList<string> Search { get; init; } = [];

    public required IReadOnlyList<ReportCurve> Curves { get; init; }
}

public sealed record ReportField(string Name, FieldKind Kind, string Meaning);

/// <summary>One point of the grid, summarized over its seeds.</summary>
/// <param name="Metrics">In the order top1, top5, loss and compression.</param>
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
