using Sweep.Contracts.States;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger.Keeping;

/// <summary>The stage tree in pages.</summary>
public sealed partial class KeptLedgerTests
{
    private static readonly string[] _tree = ["a", "a/b", "a/c", "a/c/d", "e", "e/f", "g"];

    [Fact]
    public async Task ReadStages_Roots_CountsChildrenOfTheSweepOnly()
    {
        await CreateAsync(new SampleSweep("s", _tree));
        await CreateAsync(new SampleSweep("t", "a", "a/h", "x"));
        await CompleteAsync("a");
        await StartAsync("a/b", "w2");

        var roots = await StagesAsync(new StageQuery { Sweep = "s", Limit = 10 });
        Assert.Equal(["a", "e", "g"], roots.Select(PathOf));
        Assert.Equal(new() { [StageState.Running] = 1, [StageState.Ready] = 1 }, roots[0].Children.ToDictionary());
        Assert.Equal(new() { [StageState.Waiting] = 1 }, roots[1].Children.ToDictionary());
        Assert.Empty(roots[2].Children);
        Assert.Equal((StageState.Completed, 1, null, 90), (roots[0].State, roots[0].Attempt, roots[0].WorkerId, roots[0].Result!.Top1));
        Assert.Equal(SampleSweep.Definition("a").Model, roots[0].Definition.Model);
        Assert.Equal(["a", "x"], (await StagesAsync(new StageQuery { Sweep = "t", Limit = 10 })).Select(PathOf));
    }

    [Fact]
    public async Task ReadStages_Children_OnlyThoseOfTheSweep()
    {
        await CreateAsync(new SampleSweep("s", _tree));
        await CreateAsync(new SampleSweep("t", "a", "a/h"));
        await CompleteAsync("a");
        await StartAsync("a/b", "w2");
        await RetryAsync(await StartAsync("a/c"));

        var children = await StagesAsync(
            new StageQuery
            {
                Sweep = "s",
                Parent = SampleSweep.Id("a"),
                Limit = 10,
            }
        );
        Assert.Equal(["a/b", "a/c"], children.Select(PathOf));
        Assert.Equal((StageState.Running, "w2", null), (children[0].State, children[0].WorkerId, children[0].Error));
        Assert.Equal((StageState.Ready, null, "out of luck"), (children[1].State, children[1].WorkerId, children[1].Error));
        Assert.Equal(SampleSweep.Id("a"), children[0].Definition.Parent);
        Assert.Empty(
            await StagesAsync(
                new StageQuery
                {
                    Sweep = "s",
                    Parent = SampleSweep.Id("g"),
                    Limit = 10,
                }
            )
        );
    }

    [Fact]
    public async Task ReadStages_InStates_FindsThemAnywhereInTheTree()
    {
        await CreateAsync(new SampleSweep("s", _tree));
        await CreateAsync(new SampleSweep("t", "y", "z"));
        await CompleteAsync("a");
        await StartAsync("a/b");
        await HandAsync("z");
        await ParkAsync(await StartAsync("e"));
        await ParkAsync(await StartAsync("y"));

        async Task<IEnumerable<string>> In(params StageState[] states) =>
            (
                await StagesAsync(
                    new StageQuery
                    {
                        Sweep = "s",
                        States = states,
                        Limit = 10,
                    }
                )
            ).Select(PathOf);

        Assert.Equal(["a/b"], await In(StageState.Running, StageState.Queued));
        Assert.Equal(["e", "e/f"], await In(StageState.Blocked, StageState.Failed));
        Assert.Equal(["a", "e"], await In(StageState.Completed, StageState.Failed));
        Assert.Equal(["a/c", "g"], await In(StageState.Ready));
        Assert.Equal(["a/c/d"], await In(StageState.Waiting));
        Assert.Empty(await In(StageState.Queued));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(StageState.Completed, StageState.Ready)]
    [InlineData(StageState.Failed)]
    public async Task ReadStages_PageByPage_IsTheSameWhileStagesMove(params StageState[]? states)
    {
        string[] paths = [.. Enumerable.Range(0, 7).Select(number => $"n{number}")];
        await CreateAsync(new SampleSweep("s", paths));
        foreach (var path in states is [StageState.Failed] ? paths : [])
            await ParkAsync(await StartAsync(path));

        var seen = new List<string>();
        StageQuery query = new()
        {
            Sweep = "s",
            States = states ?? [],
            Limit = 3,
        };
        for (StagePage? page = null; page is null || page.Next is not null; query = query with { After = page.Next })
        {
            page = await _ledger.Reader.ReadStagesAsync(query, Stop);
            Assert.InRange(page.Stages.Count, 1, 3);
            seen.AddRange(page.Stages.Select(stage => paths.Single(path => SampleSweep.Id(path) == stage.Definition.Id)));
            if (states is not [StageState.Failed])
                await CompleteAsync(seen[^1]);
        }

        Assert.Equal(paths, seen);
    }

    [Fact]
    public async Task ReadStages_Unknown_IsEmptyOrRefused()
    {
        await CreateAsync(new SampleSweep("s", "a"));

        Assert.Empty(await StagesAsync(new StageQuery { Sweep = "t", Limit = 10 }));
        await Assert.ThrowsAsync<ArgumentException>(() =>
            StagesAsync(
                new StageQuery
                {
                    Sweep = "s",
                    Parent = SampleSweep.Id("b"),
                    Limit = 10,
                }
            )
        );
        await Assert.ThrowsAsync<ArgumentException>(() =>
            StagesAsync(
                new StageQuery
                {
                    Sweep = "s",
                    After = SampleSweep.Id("b"),
                    Limit = 10,
                }
            )
        );
    }

    [Fact]
    public async Task ReadPath_OfALeaf_StartsAtItsRootAndCountsAllChildren()
    {
        await CreateAsync(new SampleSweep("s", _tree));
        await CreateAsync(new SampleSweep("t", "a", "a/h"));
        await CompleteAsync("a");

        var path = await _ledger.Reader.ReadPathAsync(SampleSweep.Id("a/c/d"), Stop);
        Assert.Equal(["a", "a/c", "a/c/d"], path.Select(PathOf));
        Assert.Equal([3, 1, 0], path.Select(stage => stage.Children.Values.Sum()));
        Assert.Equal([StageState.Completed, StageState.Ready, StageState.Waiting], path.Select(stage => stage.State));
        Assert.Empty(await _ledger.Reader.ReadPathAsync(SampleSweep.Id("nothing"), Stop));
    }

    private async Task<IReadOnlyList<StageListing>> StagesAsync(StageQuery query)
    {
        var page = await _ledger.Reader.ReadStagesAsync(query, Stop);
        Assert.Null(page.Next);
        return page.Stages;
    }

    private static string PathOf(StageListing stage) =>
        ((string[])[.. _tree, "a/h", "x", "y", "z"]).Single(path => SampleSweep.Id(path) == stage.Definition.Id);
}
