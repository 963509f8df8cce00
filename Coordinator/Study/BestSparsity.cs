using Sweep.Coordinator.Study.Inference;

namespace Sweep.Coordinator.Study;

/// <summary>The largest sparsity of one mode's networks that keeps their dense accuracy; see <see cref="StudyFigure"/>.</summary>
public sealed record BestSparsity
{
    /// <summary>
    /// A level of the grid, from 0 to 1. Zero means that no pruned level keeps the accuracy; null means that there is no figure.
    /// </summary>
    public double? Sparsity { get; init; }

    public required BestSparsityBound Bound { get; init; }

    /// <summary>The mean top-1 of the dense network in percent, over all its completed seeds.</summary>
    public double? DenseTop1 { get; init; }

    /// <summary>The mean top-1 in percent at <see cref="Sparsity"/>, over the compared seeds.</summary>
    public double? Top1 { get; init; }

    /// <summary>The mean compression at <see cref="Sparsity"/>.</summary>
    public double? Compression { get; init; }

    /// <summary>The number of seeds compared at <see cref="Sparsity"/>: those completed both there and dense.</summary>
    public int Seeds { get; init; }

    /// <summary>
    /// The levels, from 0 to 1, between which the figure lies with 95 % confidence. There is no upper one when no level loses the accuracy
    /// with certainty. Null when the uncertainty of the accuracies is unknown.
    /// </summary>
    public Interval? Interval { get; init; }

    /// <summary>The estimated break point between levels; null when there is no figure.</summary>
    public BreakPoint? BreakPoint { get; init; }

    /// <summary>A qualification of the figure, or why there is none; null when there is nothing to add.</summary>
    public string? Note { get; init; }

    internal static BestSparsity NotAvailable(string why) => new() { Bound = BestSparsityBound.NotAvailable, Note = why };
}
