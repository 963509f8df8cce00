using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Study.Filtering;

namespace Sweep.Coordinator.Study.Tables;

/// <summary>
/// A sweep's trials by column, in grid order, from which queries are answered. Not safe for concurrent use while it changes.
/// </summary>
internal sealed class ResultTable
{
    private static readonly IReadOnlyDictionary<string, string> _noAxes = new Dictionary<string, string>();

    private readonly Dictionary<string, TableColumn> _columns = new(StringComparer.Ordinal);
    private readonly List<string> _axes = [];
    private readonly HashSet<string> _knownAxes = new(StringComparer.Ordinal);
    private readonly List<string> _versions = [];
    private readonly HashSet<string> _knownVersions = new(StringComparer.Ordinal);
    private readonly List<TrialState> _states = [];
    private TableColumn[] _all = [];
    private object? _axesOfLast;
    private object? _versionsOfLast;

    public ResultTable()
    {
        Fields = null!;
        UpdateFields();
    }

    /// <summary>Replaced by another object when new fields are found.</summary>
    public ResultFields Fields { get; private set; }

    /// <summary>The names of the further axes in the spec.</summary>
    public IReadOnlyList<string> Axes => _axes;

    public int Count { get; private set; }

    /// <summary>The approximate memory in bytes.</summary>
    public long Bytes => _all.Sum(column => column.Bytes) + _states.Capacity;

    public StageColumn Stages => (StageColumn)_columns["stage_id"];

    public static ResultTable FromTrials(IEnumerable<TrialResult> trials)
    {
        var table = new ResultTable();
        foreach (var trial in trials)
            table.Add(trial);
        return table;
    }

    public TableColumn Column(ResultField field) => _columns[field.Name];

    public NumberColumn Numbers(string field) => (NumberColumn)_columns[field];

    /// <summary>The value of a text field that every trial has.</summary>
    public string Text(string field, int row) => (string)_columns[field].ValueAt(row)!;

    /// <summary>A trial's values on the further axes, by their names in the spec.</summary>
    public IReadOnlyDictionary<string, string> AxesOf(int row) =>
        _axes
            .Zip(Fields.Axes)
            .Select(axis => (Name: axis.First, Value: Column(axis.Second).ValueAt(row) as string))
            .Where(axis => axis.Value is not null)
            .ToDictionary(axis => axis.Name, axis => axis.Value!);

    public TrialState State(int row) => _states[row];

    /// <summary>All rows, or those that match a condition.</summary>
    /// <param name="where">A <see cref="Filter"/>; null or blank selects all rows.</param>
    /// <exception cref="StudyException">The condition is invalid for these fields.</exception>
    public Rows Select(string? where) => string.IsNullOrWhiteSpace(where) ? Rows.All(Count) : Filter.Parse(where, Fields).Select(this);

    public void Reserve(int rows)
    {
        _states.EnsureCapacity(rows);
        foreach (var column in _all)
            column.Reserve(rows);
    }

    public void Add(TrialResult trial)
    {
        Meet(trial);
        foreach (var column in _all)
            column.Add(trial);
        _states.Add(trial.State);
        Count++;
    }

    /// <summary>Updates measurements, state and error; the point of the grid stays.</summary>
    public void Set(int row, StageId stage, TrialState state, StageResult? result, string? error)
    {
        // Grid coordinates are ignored.
        var trial = new TrialResult
        {
            Sweep = "",
            Index = row,
            Dataset = "",
            Architecture = "",
            Mode = "",
            Sparsity = 0,
            Seed = 0,
            SpecHash = "",
            Axes = _noAxes,
            StageId = stage,
            State = state,
            Result = result,
            Error = error,
        };
        Meet(trial);
        foreach (var column in _all)
        {
            if (column.Field.IsMeasured)
                column.Set(row, trial);
        }

        _states[row] = state;
    }

    private void Meet(TrialResult trial)
    {
        // When trials are read from a store, neighbours often share one dictionary object.
        var isNew = false;
        if (!ReferenceEquals(trial.Axes, _axesOfLast))
        {
            _axesOfLast = trial.Axes;
            foreach (var axis in trial.Axes.Keys)
                isNew |= Learn(axis, _knownAxes, _axes);
        }

        if (trial.Result is { } result && !ReferenceEquals(result.Versions, _versionsOfLast))
        {
            _versionsOfLast = result.Versions;
            foreach (var version in result.Versions.Keys)
                isNew |= Learn(version, _knownVersions, _versions);
        }

        if (isNew)
            UpdateFields();
    }

    private static bool Learn(string name, HashSet<string> known, List<string> names)
    {
        if (!known.Add(name))
            return false;
        names.Add(name);
        return true;
    }

    private void UpdateFields()
    {
        Fields = ResultFields.Of(_axes, _versions);
        foreach (var field in Fields.All)
        {
            if (!_columns.ContainsKey(field.Name))
            {
                _columns.Add(
                    field.Name,
                    field switch
                    {
                        { Name: "stage_id" } => new StageColumn(field),
                        { IsNumeric: true } => new NumberColumn(field),
                        _ => new TextColumn(field, Count),
                    }
                );
            }
        }

        _all = [.. _columns.Values];
    }
}
