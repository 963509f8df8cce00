using Sweep.Contracts.States;
using Wire = Sweep.Api.V1;

namespace Sweep.Client;

/// <summary>Converts states and outcomes to those of the interface and back. Both sides give them the same names.</summary>
public static class WireStates
{
    public static Wire.SweepState ToWire(this SweepState state) => Pairs<SweepState, Wire.SweepState>.ToWire[state];

    public static Wire.StageState ToWire(this StageState state) => Pairs<StageState, Wire.StageState>.ToWire[state];

    public static Wire.AttemptOutcome ToWire(this AttemptOutcome outcome) => Pairs<AttemptOutcome, Wire.AttemptOutcome>.ToWire[outcome];

    /// <summary>Null for a state that this program does not know: the other side is newer.</summary>
    public static SweepState? FromWire(this Wire.SweepState state) => Pairs<SweepState, Wire.SweepState>.Find(state);

    /// <inheritdoc cref="FromWire(Wire.SweepState)"/>
    public static StageState? FromWire(this Wire.StageState state) => Pairs<StageState, Wire.StageState>.Find(state);

    private static class Pairs<TState, TWire>
        where TState : struct, Enum
        where TWire : struct, Enum
    {
        private static readonly Dictionary<TWire, TState> _fromWire = Enum.GetValues<TState>()
            .ToDictionary(state => Enum.Parse<TWire>(state.ToString()));

        public static Dictionary<TState, TWire> ToWire { get; } = _fromWire.ToDictionary(pair => pair.Value, pair => pair.Key);

        public static TState? Find(TWire wire) => _fromWire.TryGetValue(wire, out var state) ? state : null;
    }
}
