namespace Sweep.Contracts.Spec;

/// <summary>What planning must know about a data set without having it. The counts are those of the full official set.</summary>
/// <param name="HasSplit">False when the worker draws the split into training and test images.</param>
public sealed record DatasetFacts(string Name, int Classes, int TrainImages, int TestImages, bool HasSplit = true)
{
    /// <summary>Number of training images of each class; by default all classes have the same number.</summary>
    public IReadOnlyList<int> TrainByClass { get; init; } = [.. Enumerable.Repeat(TrainImages / Classes, Classes)];

    /// <summary>Number of training images when only some classes are kept.</summary>
    /// <param name="perClass">Training images of each class when the split is drawn.</param>
    /// <param name="kept">The labels that are kept; null means all.</param>
    public int CountTrain(int perClass, IReadOnlyList<int>? kept) =>
        !HasSplit ? perClass * (kept?.Count ?? Classes) : kept?.Sum(label => TrainByClass[label]) ?? TrainImages;

    public static IReadOnlyList<DatasetFacts> All { get; } =
    [
        new("mnist", 10, 60_000, 10_000) { TrainByClass = [5_923, 6_742, 5_958, 6_131, 5_842, 5_421, 5_918, 6_265, 5_851, 5_949] },
        new("fashion-mnist", 10, 60_000, 10_000),
        new("cifar10", 10, 50_000, 10_000),
        new("cifar100", 100, 50_000, 10_000),
        new("svhn", 10, 73_257, 26_032) { TrainByClass = [4_948, 13_861, 10_585, 8_497, 7_458, 6_882, 5_727, 5_595, 5_045, 4_659] },
        // There are 101 classes and 8,677 images without the folder BACKGROUND_Google; 30 images per class are for training.
        new("caltech101", 101, 3_030, 5_647, HasSplit: false),
    ];

    /// <summary>Null when there is no such data set.</summary>
    public static DatasetFacts? Find(string name) => All.FirstOrDefault(facts => facts.Name == name);
}
