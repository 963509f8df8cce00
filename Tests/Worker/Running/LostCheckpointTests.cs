using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;

namespace Sweep.Tests.Worker.Running;

/// <summary>Tests checkpoints that are damaged, were trained again, or belong to other data.</summary>
[Trait(TestDevice.Trait, TestDevice.Any)]
public sealed class LostCheckpointTests : IDisposable
{
    private readonly EngineFixture _engine = new();
    private readonly StageDefinition _parent = Short(EngineFixture.Train());

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task RunAsync_ParentsCheckpointIsDamaged_IsAMissingOne()
    {
        await _engine.RunAsync(_parent);
        Cut(_parent);

        var error = await Assert.ThrowsAsync<MissingParentException>(() => _engine.RunAsync(EngineFixture.Prune(_parent, 0.5)));

        Assert.Equal(FailureCause.MissingParent, error.Cause);
        Assert.Contains("is damaged, and was removed", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(PathOf(_parent)));
    }

    [Fact]
    public async Task RunAsync_ItsOwnCheckpointIsDamaged_RunsAgainAndSaysSo()
    {
        var first = await _engine.RunAsync(_parent);
        Cut(_parent);

        var again = await _engine.RunAsync(_parent);

        Assert.Equal(first.Loss, again.Loss);
        Assert.Contains("checkpoint is damaged", Assert.Single(_engine.Log.Notes), StringComparison.Ordinal);
        Assert.Equal(again.Loss, (await _engine.RunAsync(_parent)).Loss);
    }

    [Fact]
    public async Task RunAsync_ParentWasTrainedAgain_ItsChildrenSayFromWhichTheyStart()
    {
        await _engine.RunAsync(_parent);
        Assert.Empty((await _engine.RunAsync(EngineFixture.Prune(_parent, 0.5))).Warnings);
        File.Delete(PathOf(_parent));
        var again = (await _engine.FinishAsync(new StageWork(_parent, IsAgain: true))).Result;

        var warning = Assert.Single((await _engine.RunAsync(EngineFixture.Prune(_parent, 0.6))).Warnings);

        Assert.Contains($"stage {_parent.Id.Abbreviation} as it was made anew", warning, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"top-1 {again.Top1:0.00} %"), warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_AnyStage_ReportsItsDataBeforeItTrains()
    {
        var reports = new Reports();

        var result = await _engine.RunAsync(_parent, reports);

        Assert.Equal((0, result.Data), (reports.All[0].Fraction, reports.All[0].Data));
        Assert.Equal(32, result.Data!.Length);
        Assert.All(reports.All.Skip(1), report => Assert.Null(report.Data));
    }

    [Fact]
    public async Task RunAsync_DataAreNotThoseOfTheStage_FailsBeforeItTrains()
    {
        var reports = new Reports();

        var error = await Assert.ThrowsAsync<StageException>(() => _engine.RunAsync(Over("0123456789abcdef"), reports));

        Assert.Equal(FailureCause.OtherData, error.Cause);
        Assert.Contains("0123456789ab was used before", error.Message, StringComparison.Ordinal);
        Assert.Empty(reports.All);
    }

    [Fact]
    public async Task RunAsync_CheckpointIsOfOtherData_RunsAgainOverTheStagesOwn()
    {
        var mine = (await _engine.RunAsync(_parent)).Data!;
        var kept = await _engine.RunAsync(Over(mine));
        using var elsewhere = new EngineFixture();
        ChangeAPixel(elsewhere);
        var other = await elsewhere.RunAsync(_parent);
        Assert.NotEqual(mine, other.Data);
        File.Copy(elsewhere.PathOf(CheckpointName.Final(_parent.Id)), PathOf(_parent), overwrite: true);

        // A stage without an expected fingerprint accepts the checkpoint.
        Assert.Equal(other.Data, (await _engine.RunAsync(_parent)).Data);
        Assert.Equal((mine, kept.Loss), ((await _engine.RunAsync(Over(mine))).Data, (await _engine.RunAsync(_parent)).Loss));
    }

    [Fact]
    public async Task RunAsync_ResumeCheckpointIsOfOtherData_BeginsAnew()
    {
        using var engine = new EngineFixture
        {
            Options = new EngineOptions
            {
                Device = TestDevice.Option,
                Threads = 1,
                ReportInterval = TimeSpan.Zero,
            },
        };
        using var stop = new CancellationTokenSource();
        var reports = new Reports
        {
            OnReport = report =>
            {
                if (report.Fraction > 0)
                    stop.Cancel();
            },
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            engine.FinishAsync(_parent, reports, new StageStop(stop.Token, default))
        );
        Assert.True(File.Exists(engine.PathOf(CheckpointName.Resume(_parent.Id))));
        ChangeAPixel(engine);

        await engine.RunAsync(_parent);

        Assert.Contains("made from other data", Assert.Single(engine.Log.Notes), StringComparison.Ordinal);
    }

    private StageDefinition Over(string fingerprint) => _parent with { Data = _parent.Data with { Fingerprint = fingerprint } };

    private string PathOf(StageDefinition stage) => _engine.PathOf(CheckpointName.Final(stage.Id));

    private void Cut(StageDefinition stage) => File.WriteAllBytes(PathOf(stage), File.ReadAllBytes(PathOf(stage))[..1000]);

    private static void ChangeAPixel(EngineFixture engine)
    {
        var file = Path.Combine(engine.Folders.Write, "cifar-10-batches-bin", "data_batch_1.bin");
        var bytes = File.ReadAllBytes(file);
        bytes[1] ^= 1;
        File.WriteAllBytes(file + ".new", bytes);
        File.Move(file + ".new", file, overwrite: true);
    }

    private static StageDefinition Short(StageDefinition stage) => stage with { Training = stage.Training with { Epochs = 1 } };
}
