using System.Globalization;
using Sweep.Contracts.Spec.Values;
using Sweep.Hosting.Holding;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Configuration;

/// <summary>What executes stages: <c>train</c>, or <c>noop</c> with how long each epoch pretends to take.</summary>
/// <param name="Epoch">Of noop; zero does not wait.</param>
/// <param name="StepsFolder">
/// For tests, and not in the help: where a <see cref="SteppedEngine"/> takes its steps, given behind an @: <c>train@/tmp/steps</c>.
/// Null does not hold the engine.
/// </param>
public sealed record EngineChoice(bool IsNoop, TimeSpan Epoch, string? StepsFolder = null)
{
    /// <summary>Of one process; more are a mistake.</summary>
    public const int MostSlots = 10_000;

    /// <summary>Of one slot: more than any machine has cores.</summary>
    public const int MostThreads = 1024;

    /// <summary>Of one process that trains: starting more takes minutes, in which nothing is done.</summary>
    private const int MostThreadsTogether = 4096;

    public static EngineChoice Train { get; } = new(false, TimeSpan.Zero);

    public static ScalarKind<EngineChoice> Kind { get; } = new EngineChoiceKind();

    /// <summary>Null when the text is none.</summary>
    public static EngineChoice? Parse(string text) =>
        text.Split('@', 2) switch
        {
            [var engine, { Length: > 0 } folder] => ParseEngine(engine) is { } choice ? choice with { StepsFolder = folder } : null,
            _ => ParseEngine(text),
        };

    /// <summary>Why so many slots of so many threads are refused; null when they are not.</summary>
    /// <param name="threads">Null shares the cores among the slots.</param>
    public string? RefuseThreads(int slots, int? threads) =>
        !IsNoop && threads is { } each && (long)slots * each > MostThreadsTogether
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{slots} times {each} threads are {(long)slots * each}; expected {MostThreadsTogether} or fewer"
            )
            : null;

    /// <summary>The engine, held if it is to be.</summary>
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
