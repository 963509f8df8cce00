using Sweep.Api.V1;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Watching;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Watching;

public class ResumingTests
{
    [Fact]
    public async Task AfterSequence_OfAnEarlierMessage_TellsWhatSettledSince()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(new SampleSweep("one", "a", "b", "c", "d"));
        await fixture.RunAsync("a");
        long place;
        await using (var before = fixture.Begin("one"))
            place = (await before.NextAsync()).Sequence;
        await fixture.RunAsync("b");
        fixture.Restart();
        await fixture.RunAsync("c");
        await using var watch = fixture.Begin("one", place);
        var first = await watch.NextAsync();

        Assert.Equal(Ids("b", "c"), first.Settled.Select(stage => stage.Stage.StageId));
        Assert.Equal("one", Assert.Single(first.Sweeps).Name);
        Assert.True(first.IsCurrent);
    }

    [Fact]
    public async Task AfterSequence_FromBeforeAnythingSettled_MissesNothing()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(new SampleSweep("one", "a", "b"));
        long place;
        await using (var before = fixture.Begin())
            place = (await before.NextAsync()).Sequence;
        await fixture.RunAsync("a");
        await using var watch = fixture.Begin("one", place);

        Assert.Equal(Ids("a"), (await watch.NextAsync()).Settled.Select(stage => stage.Stage.StageId));
    }

    [Fact]
    public async Task AfterSequence_OfAnotherStore_IsFromNowOn()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(new SampleSweep("one", "a", "b"));
        await fixture.RunAsync("a");
        await using var watch = fixture.Begin("one", after: 1_000_000);
        Assert.Empty((await watch.NextAsync()).Settled);
        await fixture.RunAsync("b");

        Assert.Equal(Ids("b"), (await watch.NextAsync()).Settled.Select(stage => stage.Stage.StageId));
    }

    [Fact]
    public async Task AfterRestart_WhatWorkersHad_IsKnownAgain()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(new SampleSweep("one", "a", "b"));
        var (begun, sent) = (await fixture.QueueAsync("a"), await fixture.QueueAsync("b", "v"));
        await fixture.StartAsync(begun);
        fixture.Restart();
        fixture.Join("w");
        await using var watch = fixture.Begin("one");
        var running = (await watch.NextAsync()).Running.ToDictionary(stage => stage.WorkerId);

        Assert.Equal((Ids("a")[0], "cuda:0", true), (running["w"].Stage.StageId, running["w"].Device, running["w"].Started));
        Assert.Equal((Ids("b")[0], "", false), (running["v"].Stage.StageId, running["v"].Device, running["v"].Started));
        fixture.Progress(begun, 0.25);
        Assert.Equal(0.25, (await watch.NextAsync()).Running.Single(stage => stage.WorkerId == "w").Progress.Fraction);
        await fixture.CompleteAsync(sent);
        Assert.Single((await watch.NextAsync()).Running);
    }

    [Fact]
    public async Task ManySettled_ComeInPagesAtOnce()
    {
        await using var fixture = new WatchFixture();
        string[] paths = [.. Enumerable.Range(0, 2500).Select(number => $"s{number}")];
        await fixture.CreateAsync(new SampleSweep("many", paths));
        await Task.WhenAll(paths.Select(fixture.RunAsync));
        await fixture.EndAsync("many");
        var start = fixture.Time.GetTimestamp();
        await using var watch = fixture.Begin("many", after: 1);
        WatchResponse[] pages = [await watch.NextAsync(), await watch.NextAsync(), await watch.NextAsync()];

        Assert.Equal([1000, 1000, 500], pages.Select(page => page.Settled.Count));
        Assert.Equal([false, false, true], pages.Select(page => page.IsCurrent));
        Assert.Equal(TimeSpan.Zero, fixture.Time.GetElapsedTime(start));
        Assert.Equal(paths.Length, pages.SelectMany(page => page.Settled).Select(stage => stage.Stage.StageId).Distinct().Count());
        Assert.Null(await watch.EndOrNextAsync());

        // From the middle, the rest.
        await using var rest = fixture.Begin("many", pages[0].Sequence);
        Assert.Equal(pages[1].Settled, (await rest.NextAsync()).Settled);
    }

    [Fact]
    public async Task StoreFault_EndsTheStream_AndItCanBeGoneOnWith()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(new SampleSweep("one", "a"));
        await using var watch = fixture.Begin("one");
        var place = (await watch.NextAsync()).Sequence;
        fixture.Store.Before = _ => throw new SweepStoreException("the disk is full");
        await fixture.RunAsync("a");
        await Assert.ThrowsAsync<SweepStoreException>(watch.EndOrNextAsync);

        fixture.Store.Before = fixture.CountAsync;
        await using var again = fixture.Begin("one", place);
        Assert.Single((await again.NextAsync()).Settled);
    }

    [Fact]
    public async Task SlowReader_IsToldWhatIsNewestThen()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(new SampleSweep("one", "a", "b", "c", "d"));
        await using var watch = fixture.Begin("one");
        await watch.NextAsync();
        foreach (var path in (string[])["a", "b", "c"])
        {
            await fixture.RunAsync(path);
            fixture.Time.Advance(TimeSpan.FromMinutes(1));
            await fixture.Surveyor.ReadAsync(TimeSpan.Zero, WatchFixture.Stop);
        }

        var next = await watch.NextAsync();
        Assert.Equal(3, Assert.Single(next.Sweeps).Stages.Completed);
        Assert.Equal(Ids("a", "b", "c"), next.Settled.Select(stage => stage.Stage.StageId));
        Assert.True(next.IsCurrent);
    }

    [Fact]
    public async Task HundredWatchers_ShareWhatIsRead()
    {
        await using var fixture = new WatchFixture();
        await fixture.CreateAsync(new SampleSweep("one", "a", "b"));
        await fixture.Surveyor.ReadAsync(TimeSpan.Zero, WatchFixture.Stop);
        await fixture.RunAsync("a");
        fixture.Time.Advance(TimeSpan.FromSeconds(1));
        var reads = fixture.CallsOf(nameof(ILedgerReader.ReadResultsAsync));
        var surveys = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(_ => fixture.Surveyor.ReadAsync(TimeSpan.FromSeconds(0.2), WatchFixture.Stop))
        );
        var pages = await Task.WhenAll(surveys.Select(survey => new Watcher("one", 1).TellAsync(survey, WatchFixture.Stop)));

        Assert.All(pages, page => Assert.Single(page!.Settled));
        Assert.Single(surveys.Distinct());
        Assert.Equal(1, fixture.CallsOf(nameof(ILedgerReader.ReadResultsAsync)) - reads);
    }

    private static string[] Ids(params string[] paths) => [.. paths.Select(path => SampleSweep.Id(path).ToString())];
}
