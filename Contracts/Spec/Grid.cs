using Sweep.Contracts.Spec.Settings;

namespace Sweep.Contracts.Spec;

/// <summary>
/// The points of a spec's grid. A point is the position of the value on each axis. Points are numbered in the order of the axes, with the
/// last axis running fastest.
/// </summary>
public sealed class Grid(SweepSpec spec)
{
    private readonly int[] _sizes = [.. spec.Axes.Select(axis => axis.Values.Count)];

    public SweepSpec Spec => spec;

    /// <summary>Number of points before <c>exclude</c>.</summary>
    public int PointCount { get; } = checked((int)spec.Axes.Aggregate(1L, (product, axis) => product * axis.Values.Count));

    public int IndexOf(Setting setting) => spec.Axes.Index().First(pair => pair.Item.Setting == setting).Index;

    public bool IsExcluded(ReadOnlySpan<int> point)
    {
        foreach (var exclude in spec.Excludes)
        {
            if (exclude.Matches(point))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// All settings at a point: those of the blocks, then the axes, then the matching overrides, of which later ones win.
    /// </summary>
    public SpecSettings Resolve(ReadOnlySpan<int> point)
    {
        var settings = spec.Settings;
        for (var i = 0; i < point.Length; i++)
        {
            settings = spec.Axes[i].Setting.Set(settings, spec.Axes[i].Values[point[i]]);
        }

        foreach (var entry in spec.Overrides)
        {
            if (entry.When.Matches(point))
            {
                settings = entry.Values.Aggregate(settings, (soFar, value) => value.Setting.Set(soFar, value.Value));
            }
        }

        return settings;
    }

    /// <summary>Moves to the next point; returns false after the last one, from which it moves to the first.</summary>
    public bool Advance(Span<int> point)
    {
        for (var i = point.Length - 1; i >= 0; i--)
        {
            if (++point[i] < _sizes[i])
            {
                return true;
            }

            point[i] = 0;
        }

        return false;
    }

    /// <summary>Counts the points that are not excluded, which are the trials, without storing them.</summary>
    public int CountIncluded(CancellationToken cancellation)
    {
        if (spec.Excludes.Count == 0)
            return PointCount;
        var (point, count) = (new int[_sizes.Length], 0);
        do
        {
            if (point[^1] == 0)
                cancellation.ThrowIfCancellationRequested();
            if (!IsExcluded(point))
                count++;
        } while (Advance(point));
        return count;
    }

    /// <summary>The point with this number, from 0.</summary>
    public int[] Point(int number)
    {
        var point = new int[_sizes.Length];
        for (var i = point.Length - 1; i >= 0; i--)
        {
            (number, point[i]) = Math.DivRem(number, _sizes[i]);
        }

        return point;
    }

    /// <summary>The axes on which the settings of these blocks, and these further settings, can depend.</summary>
    public Projection DependingOn(IReadOnlyCollection<string> blocks, params IReadOnlyCollection<Setting> settings)
    {
        bool Concerns(Setting setting) =>
            blocks.Contains(setting.Block)
            || settings.Contains(setting)
            || (setting == SettingsCatalogue.Dataset && blocks.Contains(SettingsCatalogue.Data))
            || (setting == SettingsCatalogue.Architecture && blocks.Contains(SettingsCatalogue.Model));

        var axes = spec.Axes.Index().Where(pair => Concerns(pair.Item.Setting)).Select(pair => pair.Index);
        var conditions = spec
            .Overrides.Where(entry => entry.Values.Any(value => Concerns(value.Setting)))
            .SelectMany(entry => entry.When.Axes);
        return new Projection(_sizes, [.. axes.Union(conditions).Order()]);
    }
}
