using Sweep.Coordinator.Study.Inference;

namespace Sweep.Coordinator.Study;

/// <summary>The largest sparsity of one mode's networks that keeps their dense accuracy; see <see cref="StudyFigure"/>.</summary>
public sealed record BestSparsity
{
    /// <summary>A level of the grid, 0…1; zero means that no pruned level keeps the accuracy. Null when there is no figure.</summary>
    public double? Sparsity { get; init; }

    public required BestSparsityBound Bound { get; init; }

    /// <summary>Mean top-1 of the dense network in percent, over all its completed seeds.</summary>
    public double? DenseTop1 { get; init; }

    /// <summary>Mean top-1 in percent at <see cref="Sparsity"/>, over the seeds that were compared.</summary>
    public double? Top1 { get; init; }

    /// <summary>Mean compression at <see cref="Sparsity"/>.</summary>
    public double? Compression { get; init; }

    /// <summary>Seeds compared at <see cref="Sparsity"/>: completed both there and dense.</summary>
    public int Seeds { get; init; }

    /// <summary>
    /// The levels between which the figure lies, 0…1, with 95 % confidence. No upper one when no level is sure to lose the accuracy; null when nothing says
    /// how well the accuracies are known.
    /// </summary>
    public Interval? Interval { get; init; }

    /// <summary>Between the levels; null when there is no figure.</summary>
    public BreakPoint? BreakPoint { get; init; }

    /// <summary>What qualifies the figure, or why there is none; null when there is nothing to say.</summary>
    public string? Note { get; init; }

    internal static BestSparsity NotAvailable(string why) => new() { Bound = BestSparsityBound.NotAvailable, Note = why };
}
