using Sweep.Contracts.Results;

namespace Sweep.Coordinator.Study.Filtering;

/// <summary>A condition on trials: <c>dataset = cifar10 and (sparsity >= 0.5 or state in (failed, cancelled))</c>.</summary>
/// <remarks>
/// Operators are <c>= != &lt; &lt;= &gt; &gt;= in</c> with <c>and</c>, <c>or</c>, <c>not</c> and parentheses; <c>and</c> binds tighter
/// than <c>or</c>. Values that are numbers on both sides are compared as numbers, others as texts without regard to case. A
/// value that a trial lacks, as a failed one lacks top1, equals only <c>""</c> and is neither below nor above anything.
/// </remarks>
public abstract record Filter
{
    public abstract bool Accepts(TrialResult trial);

    /// <exception cref="StudyException">The text is no condition, or names a field that is not there; the message gives the position.</exception>
    public static Filter Parse(string text, ResultFields fields) => new FilterParser(text, fields).Parse();
}

internal sealed record Either(Filter Left, Filter Right) : Filter
{
    public override bool Accepts(TrialResult trial) => Left.Accepts(trial) || Right.Accepts(trial);
}

internal sealed record Both(Filter Left, Filter Right) : Filter
{
    public override bool Accepts(TrialResult trial) => Left.Accepts(trial) && Right.Accepts(trial);
}

internal sealed record Not(Filter Inner) : Filter
{
    public override bool Accepts(TrialResult trial) => !Inner.Accepts(trial);
}
