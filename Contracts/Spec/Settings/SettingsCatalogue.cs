using Sweep.Contracts.Spec.Values;

namespace Sweep.Contracts.Spec.Settings;

/// <summary>Every setting of the spec, in the order in which the documentation lists them.</summary>
public static partial class SettingsCatalogue
{
    public const string Grid = "grid";
    public const string Data = "data";
    public const string Model = "model";
    public const string Training = "training";
    public const string Pruning = "pruning";
    public const string Limits = "limits";
    public const string Report = "report";

    /// <summary>The blocks whose settings describe a stage's work.</summary>
    public static IReadOnlyList<string> StageBlocks { get; } = [Data, Model, Training, Pruning];

    /// <summary>The blocks of a spec that hold settings.</summary>
    public static IReadOnlyList<string> Blocks { get; } = [.. StageBlocks, Limits, Report];

    public static IReadOnlyList<Setting> All { get; } =
    [
        .. GridSettings(),
        .. DataSettings(),
        .. ModelSettings(),
        .. TrainingSettings(),
        .. PruningSettings(),
        .. LimitSettings(),
        .. ReportSettings(),
    ];

    /// <summary>The settings of a trial, which can be axes.</summary>
    public static IReadOnlyList<Setting> OfTrial { get; } = [.. All.Where(setting => setting.IsOfTrial)];

    public static Setting Dataset { get; } = Find(Grid, "dataset")!;

    public static Setting Architecture { get; } = Find(Grid, "architecture")!;

    public static Setting Mode { get; } = Find(Grid, "mode")!;

    public static Setting Sparsity { get; } = Find(Grid, "sparsity")!;

    public static Setting Seed { get; } = Find(Grid, "seed")!;

    public static IEnumerable<Setting> InBlock(string block) => All.Where(setting => setting.Block == block);

    public static Setting? Find(string block, string name) => All.FirstOrDefault(setting => setting.Block == block && setting.Name == name);

    /// <summary>
    /// The settings to which an axis name can refer: one for <c>training.epochs</c> or <c>width</c>, two for <c>epochs</c>.
    /// </summary>
    public static IReadOnlyList<Setting> Named(string axis) =>
        [.. OfTrial.Where(setting => setting.Name == axis || (setting.Path == axis && !setting.IsGridOnly))];

    /// <summary>The shortest name that refers only to this setting.</summary>
    public static string AxisName(Setting setting) => Named(setting.Name).Count == 1 ? setting.Name : setting.Path;

    private static Setting<T> Make<T>(
        string block,
        string name,
        ValueKind<T> kind,
        string description,
        Func<SpecSettings, T> get,
        Func<SpecSettings, T, SpecSettings> set
    ) =>
        new(kind, get, set)
        {
            Block = block,
            Name = name,
            Description = description,
        };
}
