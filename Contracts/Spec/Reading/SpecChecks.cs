using System.Globalization;
using Sweep.Contracts.Architectures;
using Sweep.Contracts.Spec.Settings;
using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Spec.Reading;

/// <summary>Checks a spec whose parts are valid for problems between the parts, at all points of its grid.</summary>
internal sealed class SpecChecks(SweepSpec spec, IReadOnlyDictionary<Setting, SpecEntry> written, SpecProblems problems)
{
    private readonly HashSet<(int, string, string)> _reported = [];
    private readonly Dictionary<(ModelSettings, int), (int Removable, int All)> _filters = [];

    public void Run()
    {
        var points = spec.Axes.Aggregate(1.0, (product, axis) => product * axis.Values.Count);
        if (points > SweepSpec.MaxPoints)
        {
            Report(spec.Axes[0].Line, "grid", $"has {points:N0} points; expected at most {SweepSpec.MaxPoints:N0}");
            return;
        }

        foreach (var (architecture, source) in spec.Pretrain)
        {
            if (source.Data is { } data)
            {
                CheckData(data, _ => (source.Line, $"pretrain.{architecture}"));
            }
        }

        CheckSearch();
        CheckPoints();
    }

    /// <summary>
    /// Checks that a search has what it needs: a dense network from which drops are measured, levels to choose from, and two modes to
    /// compare.
    /// </summary>
    private void CheckSearch()
    {
        if (spec.Search is not { } search)
        {
            return;
        }

        var sparsity = spec.Axes.First(axis => axis.Setting == SettingsCatalogue.Sparsity);
        if (search.Stop is not null && (!sparsity.Values.Contains(0.0) || sparsity.Values.Count < 2))
        {
            Report(sparsity.Line, "grid.sparsity", "lacks what stop compares; expected 0, the dense network, and levels above it");
        }

        var mode = spec.Axes.First(axis => axis.Setting == SettingsCatalogue.Mode);
        if (search.Seeds is not null && (mode.Values.Count < 2 || !sparsity.Values.Contains(0.0) || sparsity.Values.Count < 2))
        {
            var seed = spec.Axes.First(axis => axis.Setting == SettingsCatalogue.Seed);
            Report(
                seed.Line,
                "grid.seed",
                "searches until the modes are told apart; expected grid.mode [fine-tuned, from-scratch], and in grid.sparsity 0 and levels above it"
            );
        }

        var points = spec.Axes.Aggregate(1.0, (product, axis) => product * axis.Values.Count);
        if (points > SweepSpec.MaxSearched)
        {
            Report(
                spec.Axes[0].Line,
                "grid",
                $"has {points:N0} points to choose from; expected at most {SweepSpec.MaxSearched:N0} of a grid that is searched"
            );
        }
    }

    private void CheckPoints()
    {
        var grid = new Grid(spec);
        var checks = new (Projection On, Action<int[], SpecSettings> Check)[]
        {
            (grid.DependingOn([SettingsCatalogue.Data]), (point, settings) => CheckData(settings.Data, setting => Origin(setting, point))),
            (grid.DependingOn([SettingsCatalogue.Model], SettingsCatalogue.Mode), CheckPretrain),
            (grid.DependingOn([SettingsCatalogue.Pruning], SettingsCatalogue.Sparsity), CheckPruning),
            (
                grid.DependingOn([SettingsCatalogue.Model, SettingsCatalogue.Pruning, SettingsCatalogue.Data], SettingsCatalogue.Sparsity),
                CheckFilters
            ),
            (grid.DependingOn([SettingsCatalogue.Model], Training("batch"), Training("epochs")), CheckBatch),
        };
        var seen = checks.Select(check => new bool[check.On.Count]).ToArray();
        var isMatched = new bool[spec.Overrides.Count];
        var isEmpty = true;
        var point = new int[spec.Axes.Count];
        do
        {
            if (grid.IsExcluded(point))
            {
                continue;
            }

            isEmpty = false;
            for (var i = 0; i < checks.Length; i++)
            {
                ref var wasSeen = ref seen[i][checks[i].On.Of(point)];
                if (!wasSeen)
                {
                    wasSeen = true;
                    checks[i].Check(point, grid.Resolve(point));
                }
            }

            for (var i = 0; i < isMatched.Length; i++)
            {
                isMatched[i] = isMatched[i] || spec.Overrides[i].When.Matches(point);
            }
        } while (grid.Advance(point));

        if (isEmpty)
        {
            Report(spec.Excludes[0].Line, "exclude", "removes every point of the grid; expected at least one trial to be left");
            return;
        }

        foreach (var (index, _) in isMatched.Index().Where(pair => !pair.Item))
        {
            Report(spec.Overrides[index].Line, $"override[{index}].when", "matches nothing, as exclude removes all that it names");
        }
    }

    private void CheckData(DataSettings data, Func<Setting, (int Line, string Path)> origin)
    {
        var facts = DatasetFacts.Find(data.Dataset)!;
        if (data.Classes is { } classes && classes.Any(label => label >= facts.Classes))
        {
            Report(
                origin(Find("classes")),
                $"label {classes.First(label => label >= facts.Classes)} is not in {facts.Name}; expected labels from 0 to {facts.Classes - 1}"
            );
            return;
        }

        var kept = data.Classes?.Count ?? facts.Classes;
        var available = facts.CountTrain(data.TrainPerClass, data.Classes);
        if (data.Samples is { } samples && (samples < kept || samples > available))
        {
            var of = data.Classes is null ? facts.Name : $"{kept} classes of {facts.Name}";
            Report(
                origin(Find("samples")),
                $"{samples} is not possible with {of}; expected from {kept}, one a class, to {available}, or all"
            );
        }
    }

    private void CheckPretrain(int[] point, SpecSettings settings)
    {
        if (settings.Mode != TrialMode.FineTuned)
        {
            return;
        }

        var model = settings.Model;
        if (!spec.Pretrain.TryGetValue(model.Architecture, out var source))
        {
            Report(
                spec.Axes.First(axis => axis.Setting == SettingsCatalogue.Mode).Line,
                $"pretrain.{model.Architecture}",
                "is missing, and fine-tuned networks need it; expected { weights: NAME } or { dataset: NAME, epochs: N }"
            );
        }
        else if (source.Weights is { } weights && WeightsFacts.Find(weights.Name) is { } facts)
        {
            var path = $"pretrain.{model.Architecture}.weights";
            if (model.Width != 1)
            {
                Report(
                    source.Line,
                    path,
                    $"{facts.Name} has width 1, the trials have {SettingsCatalogue.Find(SettingsCatalogue.Model, "width")!.TextOf(settings)}; expected model.width 1, a file of weights, or a dataset to pre-train on"
                );
            }

            if (facts.BatchNorm is { } batchNorm && batchNorm != model.BatchNorm)
            {
                var fitting = WeightsFacts.All.First(other =>
                    other.Architecture == model.Architecture && other.BatchNorm == model.BatchNorm
                );
                Report(
                    source.Line,
                    path,
                    $"{facts.Name} is a network {(batchNorm ? "with" : "without")} batch norm, the trials' is one {(batchNorm ? "without" : "with")}; expected {fitting.Name} or model.batch-norm {(batchNorm ? "true" : "false")}"
                );
            }
        }
    }

    private void CheckPruning(int[] point, SpecSettings settings)
    {
        if (settings is { Sparsity: > 0, Pruning: { Schedule: PruningSchedule.Gradual, Epochs: 0 } })
        {
            Report(
                Origin(SettingsCatalogue.Find(SettingsCatalogue.Pruning, "epochs")!, point),
                "0 leaves the gradual schedule no time to prune; expected 1 or more"
            );
        }
    }

    /// <summary>Checks that a share of filters can be reached, since every layer keeps at least one filter.</summary>
    private void CheckFilters(int[] point, SpecSettings settings)
    {
        if (settings is not { Sparsity: > 0, Pruning: { Granularity: Granularity.Filter, Scope: Scope.Global } })
        {
            return;
        }

        var key = (settings.Model, settings.Data.Image);
        if (!_filters.TryGetValue(key, out var filters))
        {
            _filters.Add(key, filters = ArchitectureCatalogue.Create(settings.Model, settings.Data.Image, classes: 2).CountFilters());
        }

        var asked = PruneCount.Of(settings.Sparsity, filters.All);
        if (asked > filters.Removable)
        {
            // Round down to four digits, so that the suggested sparsity can be reached.
            var most = Math.Floor(1e4 * filters.Removable / filters.All) / 1e4;
            var width = SettingsCatalogue.Find(SettingsCatalogue.Model, "width")!.TextOf(settings);
            Report(
                Origin(SettingsCatalogue.Sparsity, point),
                $"{SettingsCatalogue.Sparsity.TextOf(settings)} removes {asked} of the {filters.All} filters of {settings.Model.Architecture} of width {width}, but each of its {filters.All - filters.Removable} layers keeps one; expected at most {most.ToString(CultureInfo.InvariantCulture)}"
            );
        }
    }

    /// <summary>Refuses batches of one image with batch norm, whose output would then be the same for every image.</summary>
    private void CheckBatch(int[] point, SpecSettings settings)
    {
        var hasNorm = settings.Model.Architecture == "mobilenet" || settings.Model.BatchNorm;
        if (hasNorm && settings.Training is { Batch: 1, Epochs: > 0 })
        {
            Report(
                Origin(Training("batch"), point),
                $"1 teaches {settings.Model.Architecture} nothing: its batch norm compares the images of a batch with each other; expected 2 or more{(settings.Model.Architecture == "mobilenet" ? "" : ", or model.batch-norm false")}"
            );
        }
    }

    private static Setting Training(string name) => SettingsCatalogue.Find(SettingsCatalogue.Training, name)!;

    private static Setting Find(string name) => SettingsCatalogue.Find(SettingsCatalogue.Data, name)!;

    /// <summary>
    /// Where the value that applies at a point is written: in the last matching override, else on the axis, else in the block.
    /// </summary>
    private (int Line, string Path) Origin(Setting setting, int[] point)
    {
        var overriding = spec
            .Overrides.Where(entry => entry.When.Matches(point))
            .SelectMany(entry => entry.Values)
            .LastOrDefault(value => value.Setting == setting);
        if (overriding is not null)
        {
            return (overriding.Line, overriding.Path);
        }

        return spec.Axes.FirstOrDefault(axis => axis.Setting == setting) is { } axis
            ? (axis.Line, $"grid.{axis.Name}")
            : (written.TryGetValue(setting, out var entry) ? entry.Line : 0, setting.Path);
    }

    private void Report((int Line, string Path) where, string message) => Report(where.Line, where.Path, message);

    private void Report(int line, string path, string message)
    {
        if (_reported.Add((line, path, message)))
        {
            problems.Add(line, path, message);
        }
    }
}
