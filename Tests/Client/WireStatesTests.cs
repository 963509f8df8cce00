using Sweep.Client;
using Sweep.Contracts.States;
using Wire = Sweep.Api.V1;

namespace Sweep.Tests.Client;

public class WireStatesTests
{
    [Fact]
    public void ToWire_EveryState_HasItsOwn()
    {
        Assert.All(Enum.GetValues<SweepState>(), state => Assert.Equal(state, state.ToWire().FromWire()));
        Assert.All(Enum.GetValues<StageState>(), state => Assert.Equal(state, state.ToWire().FromWire()));
        Assert.Equal(Wire.AttemptOutcome.Lost, AttemptOutcome.Lost.ToWire());
        Assert.Equal(
            Enum.GetValues<AttemptOutcome>().Length,
            Enum.GetValues<AttemptOutcome>().Select(WireStates.ToWire).Distinct().Count()
        );
    }

    [Fact]
    public void FromWire_OfANewerCoordinator_IsNull()
    {
        Assert.Null(Wire.SweepState.Unspecified.FromWire());
        Assert.Null(((Wire.StageState)99).FromWire());
    }
}
