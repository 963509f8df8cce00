namespace Sweep.Contracts.Spec;

/// <summary>What planning must know about a data set without having it: the counts are those of the full, official set.</summary>
/// <param name="HasSplit">False when the split into training and test images is drawn by us.</param>
public sealed record DatasetFacts(string Name, int Classes, int TrainImages, int TestImages, bool HasSplit = true)
{
    public static IReadOnlyList<DatasetFacts> All { get; } =
    [
        new("mnist", 10, 60_000, 10_000),
        new("fashion-mnist", 10, 60_000, 10_000),
        new("cifar10", 10, 50_000, 10_000),
        new("cifar100", 100, 50_000, 10_000),
        new("svhn", 10, 73_257, 26_032),
        // 101 classes and 8,677 images without the folder BACKGROUND_Google; 30 a class for training.
        new("caltech101", 101, 3_030, 5_647, HasSplit: false),
    ];

    /// <summary>Null when there is no such data set.</summary>
    public static DatasetFacts? Find(string name) => All.FirstOrDefault(facts => facts.Name == name);
}
