namespace Sweep.Coordinator.Dispatch;

/// <summary>Why running sweeps do not get on although they have stages that could be handed out, as the newest look at them has found. Safe for concurrent use.</summary>
public sealed class Stalls
{
    private volatile IReadOnlyDictionary<string, string> _reasons = new Dictionary<string, string>();

    /// <summary>In a sentence or two for people, with what to do; null while the sweep gets on, or does not run.</summary>
    public string? Of(string sweep) => _reasons.GetValueOrDefault(sweep);

    /// <summary>Each stalled sweep with its reason, by name.</summary>
    internal IReadOnlyList<(string Sweep, string Reason)> All =>
        [.. _reasons.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value))];

    internal void Take(IReadOnlyDictionary<string, string> reasons) => _reasons = reasons;
}
