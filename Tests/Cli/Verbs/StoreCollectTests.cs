using System.Text.Json.Nodes;
using Sweep.Cli;
using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Tests.Cli.Results;

namespace Sweep.Tests.Cli.Verbs;

public sealed class StoreCollectTests : IDisposable
{
    private static readonly CheckpointName _forgotten = CheckpointName.Final(new StageId(1));
    private static readonly CheckpointName _state = CheckpointName.Resume(new StageId(2));
    private static readonly CheckpointName _young = CheckpointName.Final(new StageId(3));

    private readonly TemporaryHome _home = new();
    private CheckpointName _needed;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Gc_WithoutDelete_CountsAndDeletesNothing()
    {
        await FillAsync();

        var run = await RunAsync("--format", "json");

        Assert.Equal((ExitCode.Completed, ""), (run.ExitCode, run.Error));
        var said = JsonNode.Parse(run.Output)!;
        Assert.Equal((false, 4, 46), ((bool)said["deleted"]!, (int)said["checkpoints"]!, (int)said["bytes"]!));
        Assert.Equal("""{"networks":1,"states":1,"bytes":30}""", said["needless"]!.ToJsonString());
        Assert.Equal(4, Files().Length);
    }

    [Fact]
    public async Task Gc_Delete_LeavesWhatIsNeededOrYoungOrNoCheckpoint()
    {
        await FillAsync();
        var note = Path.Combine(_home.Home.Checkpoints, "00", "note.txt");
        File.WriteAllText(note, "");
        File.SetLastWriteTimeUtc(note, DateTime.UnixEpoch);

        var run = await RunAsync("--delete");

        Assert.Equal((ExitCode.Completed, ""), (run.ExitCode, run.Error));
        Assert.Contains("Deleted.", run.Output, StringComparison.Ordinal);
        Assert.Equal(new[] { PathOf(_needed), PathOf(_young), note }.Order(), Files().Order());
        Assert.Contains("Nothing to delete.", (await RunAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gc_OlderThan_TakesInWhatIsYoung()
    {
        await FillAsync();

        await RunAsync("--delete", "--older-than", "1h");

        Assert.Equal([PathOf(_needed)], Files());
    }

    [Theory]
    [InlineData("--older-than: expected", "--older-than", "soon")]
    [InlineData("is not there: without the store", "--store", "/nowhere/sweep.db")]
    [InlineData("--checkpoints: /nowhere is not there", "--checkpoints", "/nowhere")]
    public async Task Gc_WhatCannotBe_IsRefusedAndNothingDeleted(string expected, params string[] arguments)
    {
        await FillAsync();

        var run = await RunAsync([.. arguments, "--delete"]);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Equal(4, Files().Length);
    }

    private Task<SweepRun> RunAsync(params string[] arguments) =>
        SweepRun.Of([Sweep.Cli.Verbs.Store.Create(TimeProvider.System)], ["store", "gc", "--home", _home.Folder, .. arguments]);

    private async Task FillAsync()
    {
        await _home.AddSweepAsync("study");
        await using (var store = SqliteLedgerStore.Open(new SqliteStoreOptions(_home.Home.Database) { ReadOnly = true }))
        {
            var sweep = (await store.ReadLedgerAsync(Stop)).Sweeps.Single();
            _needed = CheckpointName.Final((await store.ReadTrialsAsync(sweep.Number, 0, Stop).FirstAsync(Stop)).Trial.StageId);
        }

        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        foreach (var (name, bytes, age) in new[] { (_needed, 1, 48), (_forgotten, 10, 48), (_state, 20, 48), (_young, 15, 3) })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
            File.WriteAllBytes(PathOf(name), new byte[bytes]);
            File.SetLastWriteTimeUtc(PathOf(name), now.AddHours(-age));
        }
    }

    private string PathOf(CheckpointName name) => Path.Combine(_home.Home.Checkpoints, name.ToString());

    private string[] Files() => Directory.GetFiles(_home.Home.Checkpoints, "*", SearchOption.AllDirectories);
}
