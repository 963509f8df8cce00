using System.Globalization;
using Sweep.Contracts.Spec.Values;
using Sweep.Hosting.Holding;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Configuration;

/// <summary>Says what executes stages: <c>train</c>, or <c>noop</c> with the time that each epoch pretends to take.</summary>
/// <param name="Epoch">How long an epoch of noop takes; zero does not wait.</param>
/// <param name="StepsFolder">
/// The folder where a <see cref="SteppedEngine"/> finds its steps, written after an @: <c>train@/tmp/steps</c>. It is for tests, and not in
/// the help. With null nothing holds the engine.
/// </param>
public sealed record EngineChoice(bool IsNoop, TimeSpan Epoch, string? StepsFolder = null)
{
    /// <summary>The most slots of one process. More are a mistake.</summary>
    public const int MostSlots = 10_000;

    /// <summary>The most threads of one slot, which is more than any machine has cores.</summary>
    public const int MostThreads = 1024;

    /// <summary>The most threads of one process that trains. Starting more takes minutes, in which no work is done.</summary>
    private const int MostThreadsTogether = 4096;

    public static EngineChoice Train { get; } = new(false, TimeSpan.Zero);

    public static ScalarKind<EngineChoice> Kind { get; } = new EngineChoiceKind();

    /// <summary>Reads a choice; null when the text is not one.</summary>
    public static EngineChoice? Parse(string text) =>
        text.Split('@', 2) switch
        {
            [var engine, { Length: > 0 } folder] => ParseEngine(engine) is { } choice ? choice with { StepsFolder = folder } : null,
            _ => ParseEngine(text),
        };

    /// <summary>Says why it refuses so many slots with so many threads; null when it accepts them.</summary>
    /// <param name="threads">The threads of each slot; null shares the cores among the slots.</param>
    public string? RefuseThreads(int slots, int? threads) =>
        !IsNoop && threads is { } each && (long)slots * each > MostThreadsTogether
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{slots} times {each} threads are {(long)slots * each}; expected {MostThreadsTogether} or fewer"
            )
            : null;

    /// <summary>Wraps the engine so that a test can hold it, if the choice says so.</summary>
    public IStageEngine Hold(IStageEngine engine) => StepsFolder is null ? engine : new SteppedEngine(engine, new Steps(StepsFolder));

    public override string ToString() =>
        (IsNoop, Epoch.TotalMilliseconds) switch
        {
            (false, _) => "train",
            (true, 0) => "noop",
            (true, var milliseconds) => string.Create(CultureInfo.InvariantCulture, $"noop:{milliseconds:0}"),
        } + (StepsFolder is null ? "" : $"@{StepsFolder}");

    private static EngineChoice? ParseEngine(string text) =>
        text switch
        {
            "train" => Train,
            "noop" => new(true, TimeSpan.Zero),
            _ when text.StartsWith("noop:", StringComparison.Ordinal)
                    && int.TryParse(text["noop:".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) => new(
                true,
                TimeSpan.FromMilliseconds(milliseconds)
            ),
            _ => null,
        };

    private sealed class EngineChoiceKind : ScalarKind<EngineChoice>
    {
        public override string Expected => "train, noop, or noop:MILLISECONDS for each epoch";

        public override string Format(EngineChoice value) => value.ToString();

        public override bool TryParse(string text, out EngineChoice value)
        {
            value = Parse(text) ?? Train;
            return Parse(text) is not null;
        }
    }
}
