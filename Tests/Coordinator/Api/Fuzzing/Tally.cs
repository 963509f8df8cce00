using System.Collections.Concurrent;

namespace Sweep.Tests.Coordinator.Api.Fuzzing;

/// <summary>What came back, how often.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<string, int> _counts = new();

    /// <summary>Answers that should not have been.</summary>
    public ConcurrentQueue<string> Faults { get; } = [];

    public void Count(string answer) => _counts.AddOrUpdate(answer, 1, (_, count) => count + 1);

    public override string ToString() =>
        string.Join(", ", _counts.OrderByDescending(entry => entry.Value).Select(entry => $"{entry.Key}: {entry.Value}"));
}
