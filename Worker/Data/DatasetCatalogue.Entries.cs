using Sweep.Worker.Data.Sources;

namespace Sweep.Worker.Data;

public static partial class DatasetCatalogue
{
    private static readonly string[] Digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    private static readonly string[] MnistFiles =
    [
        "train-images-idx3-ubyte|train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte|train-labels-idx1-ubyte.gz",
        "t10k-images-idx3-ubyte|t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte|t10k-labels-idx1-ubyte.gz",
    ];

    public static IReadOnlyList<DatasetEntry> Entries { get; } =
    [
        new()
        {
            Name = "mnist",
            Title = "MNIST handwritten digits",
            Licence = "By Yann LeCun, Corinna Cortes and Christopher Burges; CC BY-SA 3.0.",
            Folders = ["mnist", "MNIST/raw"],
            Files = MnistFiles,
            Classes = 10,
            Counts = (60_000, 10_000),
            Open = opening => OpenIdx(opening, Digits),
        },
        new()
        {
            Name = "fashion-mnist",
            Title = "Fashion-MNIST articles of clothing",
            Licence = "By Zalando SE; MIT licence.",
            Folders = ["fashion-mnist", "FashionMNIST/raw"],
            Files = MnistFiles,
            Classes = 10,
            Counts = (60_000, 10_000),
            Open = opening => OpenIdx(
                opening,
                ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]),
        },
        new()
        {
            Name = "cifar10",
            Title = "CIFAR-10 (binary version)",
            Licence = "By Alex Krizhevsky, Vinod Nair and Geoffrey Hinton; no licence stated, cite the technical report of 2009.",
            Folders = ["cifar-10-batches-bin"],
            Files = ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin", "batches.meta.txt"],
            Classes = 10,
            Counts = (50_000, 10_000),
            Open = opening => OpenCifar(opening, 1, 10, ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"], "test_batch.bin", "batches.meta.txt"),
        },
        new()
        {
            Name = "cifar100",
            Title = "CIFAR-100 (binary version, fine labels)",
            Licence = "By Alex Krizhevsky, Vinod Nair and Geoffrey Hinton; no licence stated, cite the technical report of 2009.",
            Folders = ["cifar-100-binary"],
            Files = ["train.bin", "test.bin", "fine_label_names.txt"],
            Classes = 100,
            Counts = (50_000, 10_000),
            Open = opening => OpenCifar(opening, 2, 100, ["train.bin"], "test.bin", "fine_label_names.txt"),
        },
        new()
        {
            Name = "svhn",
            Title = "Street View House Numbers (cropped digits)",
            Licence = "By Yuval Netzer et al., Stanford and Google; for NON-COMMERCIAL use only.",
            Folders = ["svhn", "SVHN"],
            Files = ["train_32x32.mat", "test_32x32.mat"],
            Classes = 10,
            Counts = (73_257, 26_032),
            Open = opening => new ImageSources(SvhnSource.Read(opening["train_32x32.mat"]), SvhnSource.Read(opening["test_32x32.mat"]), Digits),
        },
        new()
        {
            Name = "caltech101",
            Title = "Caltech-101 photographs of objects",
            Licence = "By Fei-Fei Li, Marco Andreetto, Marc'Aurelio Ranzato and Pietro Perona; CC BY 4.0.",
            Folders = ["caltech-101", "caltech101"],
            Files = ["101_ObjectCategories"],
            Classes = 101,
            Counts = null,
            Open = opening => ImageFolders.Open(opening["101_ObjectCategories"], opening, 101),
        },
    ];

    private static ImageSources OpenIdx(DatasetOpening opening, string[] names) => new(
        IdxSource.Read(opening[MnistFiles[0]], opening[MnistFiles[1]], names.Length),
        IdxSource.Read(opening[MnistFiles[2]], opening[MnistFiles[3]], names.Length),
        names);

    private static ImageSources OpenCifar(DatasetOpening opening, int labelBytes, int classes, string[] train, string test, string names) => new(
        CifarSource.Read([.. train.Select(file => opening[file])], labelBytes, classes),
        CifarSource.Read([opening[test]], labelBytes, classes),
        ClassNameFile.Read(opening[names], classes));
}
