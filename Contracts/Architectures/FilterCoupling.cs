namespace Sweep.Contracts.Architectures;

/// <summary>Tells which filters can be removed from a network, and describes the network without some of them.</summary>
public static class FilterCoupling
{
    /// <summary>
    /// One group for each convolution that is not depthwise, in order. The last layer's outputs are classes and cannot be removed.
    /// </summary>
    public static IReadOnlyList<FilterGroup> FilterGroups(this Architecture architecture)
    {
        var groups = new List<FilterGroup>();
        Conv? source = null;
        var followers = new List<Layer>();
        foreach (var layer in architecture.Layers)
        {
            if (layer is Linear || layer is Conv { IsDepthwise: false })
            {
                if (source is not null)
                {
                    groups.Add(new FilterGroup(source, [.. followers], layer));
                }

                source = layer as Conv;
                followers.Clear();
            }
            else if (layer is Norm or Conv)
            {
                followers.Add(layer);
            }
        }

        return groups;
    }

    /// <summary>Counts the filters that can be removed, given that every layer keeps one, and all filters.</summary>
    public static (int Removable, int All) CountFilters(this Architecture architecture)
    {
        var groups = architecture.FilterGroups();
        var all = groups.Sum(group => group.Count);
        return (all - groups.Count, all);
    }

    /// <summary>The same network with fewer filters. Its counts do not depend on which filters are removed.</summary>
    /// <param name="kept">How many filters of each group stay, in the order of <see cref="FilterGroups"/>; zero removes all.</param>
    /// <exception cref="ArgumentException">There is not one number for each group, or a number exceeds the group's filters.</exception>
    public static Architecture Shrink(this Architecture architecture, IReadOnlyList<int> kept)
    {
        var groups = architecture.FilterGroups();
        if (kept.Count != groups.Count)
        {
            throw new ArgumentException(
                $"{architecture.Name} has {groups.Count} filter groups, but {kept.Count} numbers are given.",
                nameof(kept)
            );
        }

        var layers = architecture.Layers.ToArray();
        for (var i = 0; i < groups.Count; i++)
        {
            if (kept[i] < 0 || kept[i] > groups[i].Count)
            {
                throw new ArgumentException(
                    $"'{groups[i].Name}' has {groups[i].Count} filters; {kept[i]} of them cannot be kept.",
                    nameof(kept)
                );
            }
        }

        var group = -1;
        var channels = Architecture.InputChannels;
        for (var i = 0; i < layers.Length; i++)
        {
            switch (layers[i])
            {
                case Conv { IsDepthwise: true } conv:
                    layers[i] = conv with { In = channels, Out = channels };
                    break;
                case Conv conv:
                    group++;
                    layers[i] = conv with { In = channels, Out = kept[group] };
                    channels = kept[group];
                    break;
                case Norm norm:
                    layers[i] = norm with { Channels = channels };
                    break;
                case Linear linear:
                    layers[i] = linear with { In = channels };
                    channels = linear.Out;
                    break;
            }
        }

        return architecture with
        {
            Layers = layers,
        };
    }
}
