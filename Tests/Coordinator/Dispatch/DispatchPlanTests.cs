using Sweep.Contracts.Stages;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Dispatch;

public sealed class DispatchPlanTests
{
    [Fact]
    public void Choose_SeveralPriorities_StrictlyTheHigherFirstThenTheLongestChain()
    {
        var low = Heads("low", 1, ("long", 100), ("short", 1));
        var high = Heads("high", 2, ("tiny", 0.5), ("small", 0.4));

        Assert.Equal(Ids("tiny", "small", "long", "short"), Stages(DispatchPlan.Choose([low, high], [Worker("w", 10)])));
        Assert.Equal(Ids("tiny", "small", "long"), Stages(DispatchPlan.Choose([low, high], [Worker("w", 3)])));
        Assert.Empty(DispatchPlan.Choose([low, high], [Worker("w", 0)]));
        Assert.Empty(DispatchPlan.Choose([low, high], []));
    }

    [Fact]
    public void Choose_SharedStage_OnceAndItCountsForBoth()
    {
        var one = Heads("one", 1, ("shared", 5), ("one's", 1));
        var two = Heads("two", 1, ("shared", 5), ("two's", 4));

        Assert.Equal(Ids("shared", "one's", "two's"), Stages(DispatchPlan.Choose([one, two], [Worker("w", 10)])));
    }

    [Fact]
    public void Choose_EqualChains_PrefersTheOneWhoseParentsWorkerIsFree()
    {
        var sweep = new SweepHeads("s", 1, 1, 0, [Stage("x/1", 5, "x"), Stage("y/1", 5, "y"), Stage("z/1", 4, "z")]);

        var plan = DispatchPlan.Choose([sweep], [Worker("a", 1, "z"), Worker("b", 1, "y")]);

        Assert.Equal([new Assignment(SampleSweep.Id("y/1"), "b"), new Assignment(SampleSweep.Id("x/1"), "a")], plan);
    }

    [Fact]
    public void Choose_NoParentsWorker_TakesTheOneWithMostIdleSlotsAndSparesAnothersParent()
    {
        var sweep = new SweepHeads("s", 1, 1, 0, [Stage("new", 9, "elsewhere"), Stage("p/1", 5, "p")]);

        Assert.Equal(
            ["b"],
            DispatchPlan.Choose([Heads("s", 1, ("x", 1))], [Worker("a", 1), Worker("b", 2)]).Select(given => given.WorkerId)
        );
        Assert.Equal(["b", "a"], DispatchPlan.Choose([sweep], [Worker("a", 1, "p"), Worker("b", 1)]).Select(given => given.WorkerId));
    }

    [Fact]
    public void Choose_AvoidedWorker_WaitsForAnotherThatIsBusyAndTakesItWhenThereIsNone()
    {
        var sweep = Heads("s", 1, ("x", 1));
        var avoid = new Dictionary<StageId, IReadOnlySet<string>> { [SampleSweep.Id("x")] = new HashSet<string> { "a" } };

        Assert.Equal(["b"], DispatchPlan.Choose([sweep], [Worker("a", 9), Worker("b", 1)], avoid).Select(given => given.WorkerId));
        Assert.Empty(DispatchPlan.Choose([sweep], [Worker("a", 9), Worker("b", 0)], avoid));
        Assert.Equal(["a"], DispatchPlan.Choose([sweep], [Worker("a", 9)], avoid).Select(given => given.WorkerId));
    }

    [Fact]
    public void Choose_WeightsWhileStagesEndAtRandom_SharesConvergeToThem()
    {
        var random = new Random(7);
        double[] weights = [1, 2, 5];
        var active = new List<int>();
        var given = new int[weights.Length];
        var next = 0;
        for (var round = 0; round < 5_000; round++)
        {
            while (active.Count > 0 && (active.Count == 16 || random.Next(2) == 0))
                active.RemoveAt(random.Next(active.Count));
            SweepHeads[] sweeps =
            [
                .. weights.Select(
                    (weight, sweep) =>
                        new SweepHeads(
                            $"s{sweep}",
                            1,
                            weight,
                            active.Count(one => one == sweep),
                            [.. Enumerable.Range(0, 20).Select(_ => new ReadyStage(new StageId((UInt128)((next++ * 3) + sweep)), 1, null))]
                        )
                ),
            ];
            foreach (var assignment in DispatchPlan.Choose(sweeps, [Worker("w", 16 - active.Count)]))
            {
                var sweep = (int)(assignment.StageId.Value % 3);
                active.Add(sweep);
                given[sweep]++;
            }
        }

        var total = (double)given.Sum();
        Assert.All(
            weights.Select((weight, sweep) => (Expected: weight / weights.Sum(), Actual: given[sweep] / total)),
            share => Assert.InRange(share.Actual, share.Expected - 0.03, share.Expected + 0.03)
        );
    }

    [Fact]
    public void Choose_RandomInput_KeepsItsPromises()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var (sweeps, offers) = (RandomSweeps(random), RandomOffers(random));
            var avoid = sweeps
                .SelectMany(sweep => sweep.Ready)
                .Where(_ => random.Next(8) == 0)
                .DistinctBy(stage => stage.StageId)
                .ToDictionary(
                    stage => stage.StageId,
                    _ => (IReadOnlySet<string>)offers.Where(_ => random.Next(2) == 0).Select(offer => offer.WorkerId).ToHashSet()
                );

            var plan = DispatchPlan.Choose(sweeps, offers, avoid);

            Assert.Equal(plan, DispatchPlan.Choose(sweeps, offers, avoid));
            Assert.Equal(plan.Count, plan.Select(given => given.StageId).Distinct().Count());
            Assert.All(offers, offer => Assert.InRange(plan.Count(given => given.WorkerId == offer.WorkerId), 0, offer.Free));
            var without = DispatchPlan.Choose(sweeps, offers);
            var stages = sweeps.SelectMany(sweep => sweep.Ready).Select(stage => stage.StageId).Distinct().Count();
            Assert.Equal(Math.Min(stages, offers.Sum(offer => offer.Free)), without.Count);
            AssertPriorities(sweeps, without);
        }
    }

    /// <summary>Nothing waits while a stage that only sweeps of lower priority want is given.</summary>
    private static void AssertPriorities(IReadOnlyList<SweepHeads> sweeps, IReadOnlyList<Assignment> plan)
    {
        var given = plan.Select(assignment => assignment.StageId).ToHashSet();
        var priority = sweeps
            .SelectMany(sweep => sweep.Ready.Select(stage => (stage.StageId, sweep.Priority)))
            .GroupBy(stage => stage.StageId)
            .ToDictionary(stage => stage.Key, stage => stage.Max(one => one.Priority));
        var left = priority.Where(stage => !given.Contains(stage.Key)).Select(stage => stage.Value).DefaultIfEmpty(int.MinValue).Max();
        Assert.All(given, stage => Assert.True(priority[stage] >= left));
    }

    private static List<SweepHeads> RandomSweeps(Random random) =>
        [
            .. Enumerable
                .Range(0, random.Next(5))
                .Select(sweep => new SweepHeads(
                    $"s{sweep}",
                    random.Next(3),
                    (random.NextDouble() * 3) + 0.1,
                    random.Next(10),
                    [
                        .. Enumerable
                            .Range(0, random.Next(20))
                            .Select(_ => new ReadyStage(
                                new StageId((UInt128)random.Next(60)),
                                random.Next(4),
                                random.Next(2) == 0 ? null : new StageId((UInt128)(1000 + random.Next(10)))
                            ))
                            .DistinctBy(stage => stage.StageId)
                            .OrderByDescending(stage => stage.Chain),
                    ]
                )),
        ];

    private static List<WorkerOffer> RandomOffers(Random random) =>
        [
            .. Enumerable
                .Range(0, random.Next(6))
                .Select(worker => new WorkerOffer(
                    $"w{worker}",
                    random.Next(5),
                    [.. Enumerable.Range(0, random.Next(3)).Select(_ => new StageId((UInt128)(1000 + random.Next(10))))]
                )),
        ];

    private static SweepHeads Heads(string name, int priority, params (string Path, double Chain)[] stages) =>
        new(name, priority, 1, 0, [.. stages.Select(stage => new ReadyStage(SampleSweep.Id(stage.Path), stage.Chain, null))]);

    private static ReadyStage Stage(string path, double chain, string parent) => new(SampleSweep.Id(path), chain, SampleSweep.Id(parent));

    private static WorkerOffer Worker(string id, int free, params string[] completed) =>
        new(id, free, [.. completed.Select(SampleSweep.Id)]);

    private static IEnumerable<StageId> Ids(params string[] paths) => paths.Select(SampleSweep.Id);

    private static IEnumerable<StageId> Stages(IReadOnlyList<Assignment> plan) => plan.Select(assignment => assignment.StageId);
}
