using System.Security.Cryptography;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Tests.Worker.Data;
using Sweep.Tests.Worker.Data.Fixtures;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Catalogue;
using Sweep.Worker.Data.Downloads;
using Sweep.Worker.Data.Pulling;
using Sweep.Worker.Data.Weights;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;

namespace Sweep.Tests.Worker.Running;

public sealed class StageDataTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LoopbackServer _server = new();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task RunAsync_TwoEnginesLackTheData_PullItOnce()
    {
        var pull = Publish();
        using var first = Engine(pull);
        using var second = Engine(pull);
        var (one, other) = (new Reports(), new Reports());

        var finished = await Task.WhenAll(first.FinishAsync(Stage(), one), second.FinishAsync(Stage(), other));

        Assert.Equal(finished[0].Result.Top1, finished[1].Result.Top1);
        Assert.Equal("/cifar-10-binary.tar.gz", Assert.Single(_server.Requests).Path);
        Assert.Contains(one.All.Concat(other.All), report => report is { Fraction: 0, Epochs: 1 });
    }

    [Fact]
    public async Task RunAsync_DataIsThere_AsksNothing()
    {
        CifarFixture.Write10(_folder["data"]);
        using var engine = Engine(Publish());

        await engine.FinishAsync(Stage());

        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task RunAsync_StageIsFinished_DoesNotPull()
    {
        using var engine = Engine(Publish());
        CifarFixture.Write10(_folder["data"]);
        var stage = Stage();
        await engine.FinishAsync(stage);
        Directory.Delete(engine.Folders.Write, recursive: true);

        await engine.FinishAsync(stage);

        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task RunAsync_WeightsAreMissing_PullsThemToo()
    {
        CifarFixture.Write10(_folder["data"]);
        const string Name = "timm/mobilenetv1_100.ra4_e3600_r224_in1k";
        var entry = WeightsCatalogue.Find(Name)!;
        _server.Routes["/weights"] = LoopbackServer.Content([1, 2, 3]);
        var broken = entry with { File = entry.File with { Address = new Uri($"{_server.Address}/weights") } };
        using var engine = Engine(Publish() with { Weights = [broken] });
        var stage = Stage() with
        {
            Model = new ModelSettings { Architecture = "mobilenet" },
            Weights = new WeightsSource(Name),
        };

        var error = await Assert.ThrowsAsync<DataException>(() => engine.FinishAsync(stage));

        Assert.Equal(FailureCause.OtherWeights, error.Cause);
        Assert.Equal("/weights", Assert.Single(_server.Requests).Path);
        Assert.StartsWith($"weights {Name}: not on this machine, and it could not be pulled: ", error.Message, StringComparison.Ordinal);
        Assert.Contains($"sweep data pull {Name}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_CannotBePulled_SaysWhatToDo()
    {
        var pull = Publish();
        _server.Routes.Clear();
        using var engine = Engine(pull);

        var error = await Assert.ThrowsAsync<DataException>(() => engine.FinishAsync(Stage()));

        Assert.Equal(FailureCause.OtherData, error.Cause);
        Assert.Contains("404", error.Message, StringComparison.Ordinal);
        Assert.Contains("sweep data pull cifar10", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(Path.Combine(engine.Folders.Write, "cifar-10-batches-bin"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_MayNotPull_SaysWhatIsMissingAndHowToGetIt()
    {
        using var engine = Engine(null);

        var error = await Assert.ThrowsAsync<DataException>(() => engine.FinishAsync(Stage()));

        Assert.Equal(FailureCause.OtherData, error.Cause);
        Assert.Contains("data set cifar10 was not found", error.Message, StringComparison.Ordinal);
        Assert.Contains("sweep data pull cifar10", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_StoppedWhilePulling_Ends(bool save)
    {
        var pull = Publish();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var whole = _server.Routes["/cifar-10-binary.tar.gz"];
        _server.Routes["/cifar-10-binary.tar.gz"] = request =>
        {
            asked.SetResult();
            return whole(request) with { CutAfter = 100, Stall = true };
        };
        using var engine = Engine(pull);
        using var stop = new CancellationTokenSource();
        var run = engine.FinishAsync(Stage(), stop: save ? new StageStop(stop.Token, default) : new StageStop(default, stop.Token));

        await asked.Task;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    private static StageDefinition Stage()
    {
        var stage = EngineFixture.Train();
        return stage with { Training = stage.Training with { Epochs = 1 } };
    }

    /// <summary>An engine with its own checkpoint folder, on a machine that all engines here share.</summary>
    private EngineFixture Engine(PullOptions? pull) =>
        new()
        {
            Folders = new DataFolders([_folder["data"]], _folder["data"]),
            Options = new EngineOptions
            {
                Device = "cpu",
                Threads = 1,
                Pull = pull,
            },
        };

    /// <summary>Makes the server offer a small CIFAR-10.</summary>
    private PullOptions Publish()
    {
        var archive = ArchiveFixture.TarGzOf(CifarFixture.Write10(_folder["source"]), "cifar-10-batches-bin");
        _server.Routes["/cifar-10-binary.tar.gz"] = LoopbackServer.Content(archive);
        var file = new RemoteFile("cifar-10-binary.tar.gz", new Uri($"{_server.Address}/cifar-10-binary.tar.gz"), archive.Length)
        {
            Checksum = Checksum.Sha256(Convert.ToHexStringLower(SHA256.HashData(archive))),
            UnpackedBytes = 10_000_000,
        };
        return new PullOptions
        {
            RetryDelay = TimeSpan.Zero,
            Npm = null,
            Datasets = [DatasetCatalogue.Find("cifar10") with { Downloads = [file] }],
            Weights = [],
        };
    }
}
