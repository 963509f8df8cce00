using Sweep.Contracts.Stages;
using Sweep.Worker.Data.Selection;
using Sweep.Worker.Data.Sources;

namespace Sweep.Worker.Data.Catalogue;

/// <summary>Chooses the images of a data set that a <c>data</c> block requests.</summary>
internal static class Selector
{
    /// <returns>The training and the test images, and the original labels in the order of their new numbers.</returns>
    public static (ChosenImages Train, ChosenImages Test, int[] Classes) Choose(DataSettings settings, ImageSources sources)
    {
        var classes = Classes(settings, sources.ClassNames.Count);
        var train = Keep(sources.Train, classes);
        var test = Keep(sources.Test, classes);
        return (settings.Samples is { } samples ? Cut(settings, samples, sources.Train, train, classes.Length) : train, test, classes);
    }

    private static int[] Classes(DataSettings settings, int count)
    {
        if (settings.Classes is not { } asked)
        {
            return [.. Enumerable.Range(0, count)];
        }

        if (asked.Count == 0 || asked.Any(label => label < 0 || label >= count) || asked.Distinct().Count() != asked.Count)
        {
            throw new DataException(
                $"classes [{string.Join(", ", asked)}] of {settings.Dataset}: different numbers from 0 to {count - 1} are accepted."
            );
        }

        return [.. asked];
    }

    private static ChosenImages Keep(IImageSource source, int[] classes)
    {
        var indices = new List<int>(source.Labels.Count);
        var labels = new List<int>(source.Labels.Count);
        for (var i = 0; i < source.Labels.Count; i++)
        {
            var label = Array.IndexOf(classes, source.Labels[i]);
            if (label >= 0)
            {
                indices.Add(i);
                labels.Add(label);
            }
        }

        return new ChosenImages(indices, [.. labels]);
    }

    private static ChosenImages Cut(DataSettings settings, int samples, IImageSource source, ChosenImages all, int classes)
    {
        if (samples < 1 || samples > all.Indices.Count)
        {
            throw new DataException(
                $"samples {samples} of {settings.Dataset}: its training set has {all.Indices.Count} images of the classes asked for, 1 to {all.Indices.Count} are accepted."
            );
        }

        var byClass = Enumerable.Range(0, classes).Select(_ => new List<int>()).ToArray();
        for (var i = 0; i < all.Labels.Length; i++)
        {
            byClass[all.Labels[i]].Add(i);
        }

        var quotas = Stratification.Quotas([.. byClass.Select(members => members.Count)], samples);
        var kept = byClass
            .SelectMany(
                (members, label) => Draw.Lowest(members, quotas[label], settings.SplitSeed, "samples", i => source.NameOf(all.Indices[i]))
            )
            .Order()
            .ToList();
        return new ChosenImages([.. kept.Select(i => all.Indices[i])], [.. kept.Select(i => all.Labels[i])]);
    }
}
