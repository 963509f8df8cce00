using Sweep.Contracts.Architectures;
using Sweep.Contracts.Results;
using Sweep.Contracts.Spec;
using Sweep.Contracts.States;

namespace Sweep.Coordinator.Study;

/// <summary>
/// The fields of a set of trials in the order in which they are written: the point of the grid, the state, the measurements, the origin.
/// </summary>
public sealed class ResultFields
{
    private static readonly string[] _commonVersions = ["sweep", "torch", "dotnet"];
    private static readonly string[] _states = [.. Enum.GetValues<TrialState>().Select(EnumText.Of)];

    private readonly Dictionary<string, ResultField> _byName;

    private ResultFields(IReadOnlyList<ResultField> all, IReadOnlyList<ResultField> axes)
    {
        All = all;
        Axes = axes;
        _byName = all.ToDictionary(field => field.Name, StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<ResultField> All { get; }

    /// <summary>The axes of the grid beside dataset, architecture, mode, sparsity and seed.</summary>
    public IReadOnlyList<ResultField> Axes { get; }

    /// <summary>The fields that identify a point of the grid without its seed: the default grouping.</summary>
    public IReadOnlyList<ResultField> Point => [this["dataset"], this["architecture"], .. Axes, this["mode"], this["sparsity"]];

    /// <exception cref="StudyException">There is no such field. The message lists the existing ones.</exception>
    public ResultField this[string name] =>
        _byName.TryGetValue(name, out var field) ? field : throw new StudyException($"there is no field '{name}'; {Listing}");

    /// <exception cref="StudyException">There is no such field, or it is not numeric. The message lists the numeric ones.</exception>
    internal ResultField NumberField(string name) =>
        this[name] is { IsNumeric: true } field
            ? field
            : throw new StudyException(
                $"'{name}' is no number to average; numbers are {string.Join(", ", All.Where(known => known.IsNumeric).Select(known => known.Name))}"
            );

    public bool Contains(string name) => _byName.ContainsKey(name);

    internal string Listing => "the fields are " + string.Join(", ", All.Select(known => known.Name));

    public static ResultFields Of(IReadOnlyCollection<TrialResult> trials) =>
        Of(
            [.. trials.SelectMany(trial => trial.Axes.Keys).Distinct()],
            [.. trials.SelectMany(trial => trial.Result?.Versions.Keys ?? []).Distinct()]
        );

    /// <param name="axes">The names of the further axes.</param>
    /// <param name="versions">The names of programs whose versions the results record, in the order of their first occurrence.</param>
    internal static ResultFields Of(IReadOnlyCollection<string> axes, IReadOnlyCollection<string> versions)
    {
        var grid = GridFields();
        var measured = MeasuredFields();
        var origin = OriginFields();
        var taken = grid.Concat(measured).Concat(origin).Select(field => field.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);

        // An axis may have the same name as a measurement, such as `epochs`.
        var further = axes.Select(axis => new ResultField(
                taken.Contains(axis) ? "axis_" + axis : axis,
                FieldKind.Text,
                "further axis of the grid, as written in the spec",
                trial => trial.Axes.GetValueOrDefault(axis)
            ))
            .ToList();
        var ranWith = _commonVersions
            .Concat(versions)
            .Distinct()
            .Where(name => name != "commit")
            .Select(name =>
                Text(
                    "version_" + name,
                    $"version of {name} that the last stage ran with",
                    result => result.Versions.GetValueOrDefault(name)
                )
            );

        return new ResultFields([.. grid, .. further, .. measured, .. ranWith, .. origin], further);
    }

    private static ResultField[] GridFields() =>
        [
            new("sweep", FieldKind.Text, "name of the sweep", trial => trial.Sweep),
            OfPoint("trial", "position in the grid's order, from 0", trial => trial.Index),
            new("dataset", FieldKind.Text, "data set", trial => trial.Dataset)
            {
                Words = [.. DatasetFacts.All.Select(facts => facts.Name)],
            },
            new("architecture", FieldKind.Text, "network", trial => trial.Architecture) { Words = ArchitectureCatalogue.Names },
            new("mode", FieldKind.Text, "fine-tuned or from-scratch", trial => trial.Mode)
            {
                Words = [StudyFigure.FineTuned, StudyFigure.FromScratch],
            },
            new("sparsity", FieldKind.Number, "asked share of the prunable weights that is zero, 0…1", trial => trial.Sparsity)
            {
                ReadNumber = trial => trial.Sparsity,
                Percent = 0.01m,
            },
            OfPoint("seed", "seed of the trial", trial => trial.Seed),
        ];

    private static ResultField[] MeasuredFields() =>
        [
            new("state", FieldKind.Text, "pending, running, completed, failed or cancelled", trial => TextOf(trial.State))
            {
                IsMeasured = true,
                Words = _states,
            },
            Number("top1", "accuracy on the whole test set, percent", result => result.Top1) with
            {
                Percent = 1,
            },
            Number("top5", "share of the test set whose class is among the five most probable, percent", result => result.Top5) with
            {
                Percent = 1,
            },
            Number("loss", "mean cross-entropy on the test set", result => result.Loss),
            Number("sparsity_reached", "measured share of the prunable weights that is zero, 0…1", result => result.Sparsity) with
            {
                Percent = 0.01m,
            },
            Whole("parameters", "parameters of the dense network", result => result.Parameters),
            Whole("parameters_nonzero", "parameters that are left", result => result.ParametersNonzero),
            Number("compression", "parameters over parameters left", result => result.Compression),
            Whole("flops", "multiply-accumulates of the dense network for one image", result => result.Flops),
            Whole("flops_effective", "multiply-accumulates with a nonzero weight, for one image", result => result.FlopsEffective),
            Number("speedup", "flops over flops_effective: a theoretical bound, not a measured time", result => result.Speedup),
            Whole("size_bytes", "bytes of the network as fp32, removed filters left out", result => result.SizeBytes),
            Whole("epochs", "epochs of the trial's last stage", result => result.Epochs),
            Number("seconds", "wall-clock of the trial's last stage, all its attempts", result => result.Duration.TotalSeconds),
            Number("images_per_second", "training images a second in the trial's last stage", result => result.ImagesPerSecond),
            new(
                "top1_per_class",
                FieldKind.List,
                "top1 for each class, in the order of its label",
                trial => NullIfEmpty(trial.Result?.PerClass)
            )
            {
                IsMeasured = true,
                IsDetail = true,
            },
            Text("device", "cpu with its threads, or the GPU's name", result => result.Device),
        ];

    private static ResultField[] OriginFields() =>
        [
            Text("commit", "commit of the program that ran the last stage", result => result.Versions.GetValueOrDefault("commit")),
            new("spec_hash", FieldKind.Text, "SHA-256 of the spec's text", trial => trial.SpecHash),
            new("stage_id", FieldKind.Text, "the trial's last stage, whose result this is", trial => trial.StageId.ToString()),
            new("error", FieldKind.Text, "why the trial failed", trial => trial.Error) { IsMeasured = true },
            new("warnings", FieldKind.List, "what a reader of the numbers must know", trial => NullIfEmpty(trial.Result?.Warnings))
            {
                IsMeasured = true,
            },
            Whole(
                "at_chance",
                "1 when the network does no better than guessing, over its classes, else 0",
                result => result.IsAtChance ? 1 : 0
            ),
        ];

    private static ResultField OfPoint(string name, string meaning, Func<TrialResult, int> read) =>
        new(name, FieldKind.Whole, meaning, trial => (long)read(trial)) { ReadNumber = trial => read(trial) };

    private static ResultField Number(string name, string meaning, Func<StageResult, double> read) =>
        new(name, FieldKind.Number, meaning, trial => trial.Result is { } result ? read(result) : null)
        {
            IsMeasured = true,
            ReadNumber = trial => trial.Result is { } result ? read(result) : null,
        };

    private static ResultField Whole(string name, string meaning, Func<StageResult, long> read) =>
        new(name, FieldKind.Whole, meaning, trial => trial.Result is { } result ? read(result) : null)
        {
            IsMeasured = true,
            ReadNumber = trial => trial.Result is { } result ? read(result) : null,
        };

    private static ResultField Text(string name, string meaning, Func<StageResult, string?> read) =>
        new(name, FieldKind.Text, meaning, trial => trial.Result is { } result ? read(result) : null) { IsMeasured = true };

    private static string TextOf(TrialState state) => _states[(int)state];

    private static IReadOnlyList<T>? NullIfEmpty<T>(IReadOnlyList<T>? list) => list is { Count: > 0 } ? list : null;
}
