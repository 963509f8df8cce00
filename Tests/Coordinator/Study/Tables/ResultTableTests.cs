using Sweep.Contracts.Results;
using Sweep.Contracts.States;
using Sweep.Coordinator.Study;
using Sweep.Coordinator.Study.Tables;

namespace Sweep.Tests.Coordinator.Study.Tables;

/// <summary>A table too large for codes gives the same answers as a loop over the trials.</summary>
public class ResultTableTests
{
    private const int Many = 70_000;

    private static readonly IReadOnlyList<TrialResult> _trials = [.. Enumerable.Range(0, Many).Select(Trial)];

    private static readonly ResultTable _table = ResultTable.FromTrials(_trials);

    public static TheoryData<string, Func<TrialResult, bool>> Conditions =>
        new()
        {
            { "loss < 0.5", trial => trial.Result?.Loss < 0.5 },
            { "loss <= 0.5", trial => trial.Result?.Loss <= 0.5 },
            { "loss > 0.25", trial => trial.Result?.Loss > 0.25 },
            { "loss >= 0.25 and loss < 0.75", trial => trial.Result?.Loss is >= 0.25 and < 0.75 },
            { "loss = 0.5", trial => trial.Result?.Loss == 0.5 },
            { "loss != 0.5", trial => trial.Result?.Loss != 0.5 },
            { "loss = ''", trial => trial.Result is null },
            { "loss != ''", trial => trial.Result is not null },
            { "loss in (0.5, 0.25, 7)", trial => trial.Result?.Loss is 0.5 or 0.25 },
            { "not loss < 0.5", trial => !(trial.Result?.Loss < 0.5) },
            { "seed = 69999 or trial < 3", trial => trial.Seed == 69_999 || trial.Index < 3 },
            { "state = completed and mode = fine-tuned", trial => trial is { State: TrialState.Completed, Mode: "fine-tuned" } },
        };

    [Theory]
    [MemberData(nameof(Conditions), DisableDiscoveryEnumeration = true)]
    public void Select_Condition_MatchesALoop(string where, Func<TrialResult, bool> accepts)
    {
        var rows = _table.Select(where);

        Assert.Equal(
            _trials.Where(accepts).Select(trial => trial.Index),
            Enumerable.Range(0, rows.Count).Select(position => rows[position])
        );
    }

    [Fact]
    public void Groups_Metrics_MatchALoop()
    {
        var groups = new TrialGroups(
            _table,
            _table.Select("seed > 10"),
            [_table.Fields["mode"], _table.Fields["sparsity"]],
            [_table.Fields["loss"], _table.Fields["top1"]]
        );

        foreach (var group in groups)
        {
            var trials = _trials
                .Where(trial => trial.Seed > 10 && trial.Mode == (string)group.Key[0]! && trial.Sparsity == (double)group.Key[1]!)
                .ToList();
            Assert.Equal((trials.Count, trials.Count(trial => trial.State == TrialState.Completed)), (group.Trials, group.Completed));
            Assert.Equal(
                [Summary.Compute(Values(trials, result => result.Loss)), Summary.Compute(Values(trials, result => result.Top1))],
                group.Metrics
            );
        }

        Assert.Equal(6, groups.Count);
    }

    [Fact]
    public void Groups_OnePerTrial_KeepTheirOrder()
    {
        var groups = new TrialGroups(
            _table,
            _table.Select(null),
            [_table.Fields["loss"], _table.Fields["trial"], _table.Fields["stage_id"]],
            []
        );

        Assert.Equal(Many, groups.Count);
        Assert.Equal(
            _trials.OrderBy(trial => trial.Result?.Loss).ThenBy(trial => trial.Index).Select(trial => (long)trial.Index),
            groups.Select(group => (long)group.Key[1]!)
        );
    }

    [Theory]
    [InlineData("loss")]
    [InlineData("loss desc")]
    [InlineData("seed desc")]
    [InlineData("mode")]
    [InlineData("stage_id")]
    public void Order_FirstPages_MatchTheWholeOrder(string text)
    {
        var order = RowOrder.Parse(text, _table.Fields)!;
        var rows = _table.Select("trial != 5");
        var whole = order.Sort(_table, rows);

        Assert.Equal(rows.Count, whole.Index!.Distinct().Count());
        RowPlace? place = null;
        for (var page = 0; page < 3; page++)
        {
            var some = order.Top(_table, rows, place, 1_000);
            Assert.Equal(whole.Index!.Skip(page * 1_000).Take(1_000), some.Index!);
            place = order.PlaceOf(_table, some[some.Count - 1]);
        }

        // LINQ's sort is stable.
        var trials = _trials.Where(trial => trial.Index != 5);
        var expected = text switch
        {
            "loss" => trials.OrderBy(trial => trial.Result?.Loss ?? double.MaxValue),
            "loss desc" => trials.OrderByDescending(trial => trial.Result?.Loss ?? double.MinValue),
            "seed desc" => trials.OrderByDescending(trial => trial.Seed),
            "mode" => trials.OrderBy(trial => trial.Mode, StringComparer.Ordinal),
            _ => trials.OrderBy(trial => trial.StageId.ToString(), StringComparer.Ordinal),
        };
        Assert.Equal(expected.Select(trial => trial.Index), whole.Index!);
    }

    private static IEnumerable<double> Values(IEnumerable<TrialResult> trials, Func<StageResult, double> read) =>
        trials.Where(trial => trial.Result is not null).Select(trial => read(trial.Result!));

    /// <summary>Almost all losses are different; each tenth trial is pending.</summary>
    private static TrialResult Trial(int index) =>
        MakeTrials.Of("mnist", "vgg16").Pending((index % 3) / 10.0, index).Build()[0] with
        {
            Index = index,
            Mode = index % 2 == 0 ? "fine-tuned" : "from-scratch",
            StageId = new((UInt128)(uint)(index * 7_919) << 96),
            State = index % 10 == 9 ? TrialState.Pending : TrialState.Completed,
            Result = index % 10 == 9 ? null : MakeTrials.Measured(0, index % 100) with { Loss = (index * 31_337L % Many) / (double)Many },
        };
}
