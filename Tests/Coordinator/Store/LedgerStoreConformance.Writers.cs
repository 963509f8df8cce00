using Sweep.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Store;

/// <summary>There is one writer; batches are stored in order, entirely or not at all.</summary>
public abstract partial class LedgerStoreConformance
{
    [Fact]
    public async Task TakeOver_AgainAndAgain_RaisesTheEpochAndKeepsTheRevision()
    {
        await AppendAsync(SampleBatch.Empty);
        await using var second = Open();

        Assert.Equal(new LedgerMark(2, 1), await second.TakeOverAsync(Stop));
        Assert.Equal(new LedgerMark(3, 1), await _store.TakeOverAsync(Stop));
    }

    [Fact]
    public async Task Append_SameMarkAgain_StoresNothingTwice()
    {
        var batch = SampleBatch.Sweep(1, "s", trials: 3) with
        {
            Stages = [SampleBatch.Stage(1, 0, 1), SampleBatch.Stage(2, 0, 1)],
            Settings = [SampleBatch.Settings(1)],
        };
        await AppendAsync(batch);
        await _store.AppendAsync(_mark, batch, Stop);

        Assert.Equal(_mark, await _store.ReadMarkAsync(Stop));
        Assert.Equal(3, (await TrialsAsync(1)).Count);
        Assert.Single((await _store.ReadLedgerAsync(Stop)).Settings);
        await AppendAsync(SampleBatch.Empty with { Removed = [1] });
        Assert.Empty((await _store.ReadLedgerAsync(Stop)).Sweeps);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Append_ByAReplacedWriter_IsRefused(int ahead)
    {
        await AppendAsync(SampleBatch.Sweep(1, "s"));
        await using var second = Open();
        var mark = await second.TakeOverAsync(Stop);

        await Assert.ThrowsAsync<WriterFencedException>(() =>
            _store.AppendAsync(_mark with { Revision = _mark.Revision + ahead }, SampleBatch.Sweep(2, "late"), Stop)
        );
        await second.AppendAsync(mark with { Revision = mark.Revision + 1 }, SampleBatch.Sweep(2, "t"), Stop);
        await Assert.ThrowsAsync<WriterFencedException>(() =>
            _store.AppendAsync(_mark with { Revision = _mark.Revision + 1 }, SampleBatch.Sweep(3, "late"), Stop)
        );
        await Assert.ThrowsAsync<WriterFencedException>(() =>
            _store.AppendAsync(_mark with { Revision = _mark.Revision + 2 }, SampleBatch.Sweep(3, "late"), Stop)
        );

        Assert.Equal(["s", "t"], (await second.ReadLedgerAsync(Stop)).Sweeps.Select(sweep => sweep.Name));
        Assert.Equal(["s", "t"], (await _store.ReadLedgerAsync(Stop)).Sweeps.Select(sweep => sweep.Name));
    }

    [Fact]
    public async Task TakeOver_ByManyAtOnce_LetsOneOfThemWrite()
    {
        var stores = Enumerable.Range(0, 6).Select(_ => Open()).ToList();
        var marks = await Task.WhenAll(stores.Select(store => Task.Run(() => store.TakeOverAsync(Stop), Stop)));
        var wrote = await Task.WhenAll(stores.Zip(marks, (store, mark) => Task.Run(() => TryAppendAsync(store, mark), Stop)));

        Assert.Equal(6, marks.Select(mark => mark.Epoch).Distinct().Count());
        Assert.Equal(marks.MaxBy(mark => mark.Epoch), Assert.Single(marks.Zip(wrote), pair => pair.Second).First);
        Assert.Single((await _store.ReadLedgerAsync(Stop)).Sweeps);
        foreach (var store in stores)
            await store.DisposeAsync();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public async Task Append_OutOfOrder_ThrowsAndStoresNothing(int ahead)
    {
        await AppendAsync(SampleBatch.Empty);
        await AppendAsync(SampleBatch.Empty);

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            _store.AppendAsync(_mark with { Revision = _mark.Revision + ahead }, SampleBatch.Sweep(1, "s"), Stop)
        );
        Assert.Empty((await _store.ReadLedgerAsync(Stop)).Sweeps);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(900)]
    public async Task Append_Interrupted_StoresNothingAndCanBeRepeated(int trials)
    {
        var whole = SampleBatch.Sweep(1, "s", trials: 1_000) with
        {
            Stages = [SampleBatch.Stage(1, 0, 1), SampleBatch.Stage(2, 0, 1)],
            Settings = [SampleBatch.Settings(1)],
        };
        IEnumerable<NewTrial> Broken()
        {
            foreach (var trial in whole.Added[0].Trials.Take(trials))
                yield return trial;
            throw new IOException("gone");
        }

        var next = _mark with { Revision = _mark.Revision + 1 };
        await Assert.ThrowsAsync<IOException>(() =>
            _store.AppendAsync(next, whole with { Added = [whole.Added[0] with { Trials = Broken() }] }, Stop)
        );
        Assert.Equal(_mark, await _store.ReadMarkAsync(Stop));
        Assert.Empty((await _store.ReadLedgerAsync(Stop)).Sweeps);
        Assert.Empty(await StagesAsync(null));

        await AppendAsync(whole);
        Assert.Equal(1_000, (await TrialsAsync(1)).Count);
        Assert.Equal(2, (await StagesAsync(1)).Count);
    }

    [Fact]
    public async Task Append_LargerThanAnyLimit_IsStoredWhole()
    {
        const int Count = 20_000;
        var error = new string('x', 2_000);
        var stages = Enumerable
            .Range(1, Count)
            .Select(number => SampleBatch.Stage(number, number == 1 ? 0 : 1, 1) with { Error = error })
            .ToList();
        var batch = SampleBatch.Sweep(1, "s", trials: Count) with { Stages = stages };
        await AppendAsync(batch with { Added = [batch.Added[0] with { SpecText = new string('y', 3_000_000) }] });
        await ReopenAsync();

        var stored = await StagesAsync(null);
        Assert.Equal(Enumerable.Range(1, Count).Select(number => (long)number), stored.Select(stage => stage.Number));
        Assert.All(stored, stage => Assert.Equal(2_000, stage.Error!.Length));
        Assert.Equal(Count, (await TrialsAsync(1)).Count);
        Assert.Equal(3_000_000, (await _store.ReadSpecAsync(1, Stop))!.Length);
    }

    private static async Task<bool> TryAppendAsync(ILedgerStore store, LedgerMark mark)
    {
        try
        {
            await store.AppendAsync(mark with { Revision = mark.Revision + 1 }, SampleBatch.Sweep(1, "s"), Stop);
            return true;
        }
        catch (WriterFencedException)
        {
            return false;
        }
    }

    private async Task AppendAsync(Batch batch)
    {
        _mark = _mark with { Revision = _mark.Revision + 1 };
        await _store.AppendAsync(_mark, batch, Stop);
    }

    private async Task ReopenAsync()
    {
        await _store.DisposeAsync();
        _store = Open();
        _mark = await _store.TakeOverAsync(Stop);
    }

    private async Task<List<StageFacts>> StagesAsync(long? sweep)
    {
        var stages = new List<StageFacts>();
        await foreach (var stage in _store.ReadStagesAsync(sweep, Stop))
            stages.Add(stage);
        return stages;
    }

    private async Task<List<StoredTrial>> TrialsAsync(long sweep, int from = 0)
    {
        var trials = new List<StoredTrial>();
        await foreach (var trial in _store.ReadTrialsAsync(sweep, from, Stop))
            trials.Add(trial);
        return trials;
    }

    private static void AssertSame(StageFacts expected, StageFacts found)
    {
        Assert.Equal(expected.Members, found.Members);
        Assert.Equal(expected.Curve, found.Curve);
        Assert.Equal(expected with { Members = [], Curve = [], HasNewMembers = false }, found with { Members = [], Curve = [] });
    }

    private static void AssertSame(Sweep.Contracts.Results.StageResult expected, Sweep.Contracts.Results.StageResult found)
    {
        Assert.Equal(expected.PerClass, found.PerClass);
        Assert.Equal(expected.Versions, found.Versions);
        Assert.Equal(expected.Warnings, found.Warnings);
        Assert.Equal(expected with { PerClass = found.PerClass, Versions = found.Versions, Warnings = found.Warnings }, found);
    }
}
