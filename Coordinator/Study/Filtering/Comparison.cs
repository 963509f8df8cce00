using Sweep.Contracts.Results;

namespace Sweep.Coordinator.Study.Filtering;

/// <summary>One field against one value.</summary>
internal sealed record Comparison(ResultField Field, string Operator, string Value) : Filter
{
    private readonly double? _number = ResultField.TryParse(Value, out var parsed) ? parsed : null;

    public override bool Accepts(TrialResult trial)
    {
        var difference = Difference(trial);
        return Operator switch
        {
            "=" => difference == 0,
            "!=" => difference != 0,
            "<" => difference < 0,
            "<=" => difference <= 0,
            ">" => difference > 0,
            _ => difference >= 0,
        };
    }

    /// <summary>The field minus the value, in sign; null when there is nothing to compare.</summary>
    private int? Difference(TrialResult trial)
    {
        if (_number is { } right && Field.NumberOf(trial) is { } left)
        {
            return double.IsNaN(left) ? null : left.CompareTo(right);
        }

        var text = Field.TextOf(trial);
        return text is null && Value.Length > 0 ? null : string.Compare(text ?? "", Value, StringComparison.OrdinalIgnoreCase);
    }
}
