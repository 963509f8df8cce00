using Sweep.Contracts.Stages;
using Sweep.Worker.Pruning;

namespace Sweep.Tests.Worker.Pruning;

public sealed class SparsityScheduleTests
{
    [Theory]
    [InlineData(PruningSchedule.OneShot)]
    [InlineData(PruningSchedule.Iterative)]
    public void RemovesBefore_OneRemoval_IsBeforeTheFirstStep(PruningSchedule kind)
    {
        var schedule = new SparsitySchedule(kind, 100);

        Assert.Equal([0], Removals(schedule));
        Assert.Equal(0.9, schedule.At(0, 0.5, 0.9));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void At_Gradual_RisesToExactlyTheEndBeforeTheLastQuarter(long steps)
    {
        var schedule = new SparsitySchedule(PruningSchedule.Gradual, steps);

        var removals = Removals(schedule);
        var levels = removals.Select(step => schedule.At(step, 0, 0.9)).ToList();

        Assert.Equal(steps * 3 / 4, removals[^1]);
        Assert.Equal(0.9, levels[^1]);
        Assert.Equal(levels.Order(), levels);
        Assert.InRange(removals.Count, 1, 64);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 0.875)]
    [InlineData(1, 1)]
    public void Agp_Position_IsCubic(double position, double expected) => Assert.Equal(expected, SparsitySchedule.Agp(position, 0, 1), 12);

    [Fact]
    public void Agp_StartAndEnd_AreReached()
    {
        Assert.Equal(0.2, SparsitySchedule.Agp(0, 0.2, 0.8), 12);
        Assert.Equal(0.8, SparsitySchedule.Agp(1, 0.2, 0.8), 12);
    }

    private static List<long> Removals(SparsitySchedule schedule) =>
        [.. Enumerable.Range(0, (int)schedule.Steps + 1).Select(step => (long)step).Where(schedule.RemovesBefore)];
}
