using System.Globalization;
using Sweep.Contracts.Spec.Values;

namespace Sweep.Worker.Configuration;

/// <summary>What executes stages: <c>train</c>, or <c>noop</c> with how long each epoch pretends to take.</summary>
/// <param name="Epoch">Of noop; zero does not wait.</param>
public sealed record EngineChoice(bool IsNoop, TimeSpan Epoch)
{
    public static EngineChoice Train { get; } = new(false, TimeSpan.Zero);

    public static ScalarKind<EngineChoice> Kind { get; } = new EngineChoiceKind();

    /// <summary>Null when the text is none.</summary>
    public static EngineChoice? Parse(string text) => text switch
    {
        "train" => Train,
        "noop" => new(true, TimeSpan.Zero),
        _ when text.StartsWith("noop:", StringComparison.Ordinal)
            && int.TryParse(text["noop:".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            => new(true, TimeSpan.FromMilliseconds(milliseconds)),
        _ => null,
    };

    public override string ToString() => !IsNoop ? "train"
        : Epoch == TimeSpan.Zero ? "noop"
        : string.Create(CultureInfo.InvariantCulture, $"noop:{Epoch.TotalMilliseconds:0}");

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
