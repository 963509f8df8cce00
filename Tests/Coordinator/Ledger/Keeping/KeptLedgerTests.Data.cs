using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger.Keeping;

/// <summary>The data that stages must see.</summary>
public sealed partial class KeptLedgerTests
{
    private static readonly DataSettings _data = SampleSweep.Definition("a").Data;

    [Fact]
    public async Task NoteData_First_AppliesToAllStagesOfTheSameImages()
    {
        await CreateAsync(new SampleSweep("s", "a", "b", "c"));
        var (a, b) = (await HandAsync("a"), await StartAsync("b"));
        Assert.Null(await _ledger.AskAsync(ledger => ledger.FindFingerprint(_data)));

        Assert.Null(await NoteAsync(a, "first"));
        Assert.Equal("first", await NoteAsync(b, "second"));
        Assert.Null(await NoteAsync(b, "first"));

        foreach (var isOpenedAgain in (bool[])[false, true])
        {
            if (isOpenedAgain)
                await ReopenAsync();
            Assert.Equal("first", await _ledger.AskAsync(ledger => ledger.FindFingerprint(_data with { Image = 64 })));
            Assert.Null(await _ledger.AskAsync(ledger => ledger.FindFingerprint(_data with { Samples = 10 })));
            Assert.Equal("first", (await StageAsync("a")).Definition.Data.Fingerprint);
        }

        Assert.Equal("first", (await _ledger.HandAsync(SampleSweep.Id("c"), Worker))!.Stage.Data.Fingerprint);
    }

    [Fact]
    public async Task NoteData_OfAFinishedAttempt_IsIgnored()
    {
        await CreateAsync(new SampleSweep("s", "a"));
        var lease = await StartAsync("a");
        await ReleaseAsync(lease);

        Assert.Null(await NoteAsync(lease, "late"));
        Assert.Null(await _ledger.AskAsync(ledger => ledger.FindFingerprint(_data)));
    }

    [Fact]
    public async Task Submit_KnownImages_SetsTheFingerprintOfItsStages()
    {
        await CreateAsync(new SampleSweep("s", "a"));
        await NoteAsync(await StartAsync("a"), "first");
        await CreateAsync(new SampleSweep("other", "a", "b"));

        Assert.Equal("first", (await StageAsync("b")).Definition.Data.Fingerprint);
        Assert.Equal("first", Assert.Single(await _ledger.AskAsync(ledger => ledger.DataOf("other"))).Fingerprint);
    }

    [Fact]
    public async Task ReadReady_WithoutSomeImages_SkipsTheirStages()
    {
        await CreateAsync(new SampleSweep("s", "a", "b"));
        var choice = await _ledger.AskAsync(ledger => ledger.ChoiceOf(SampleSweep.Id("a")));

        Assert.Empty(await _ledger.AskAsync(ledger => ledger.ReadReady("s", Now, _longest, 10, new HashSet<int> { choice })));
        Assert.Equal(
            2,
            (await _ledger.AskAsync(ledger => ledger.ReadReady("s", Now, _longest, 10, new HashSet<int> { choice + 1 }))).Count
        );
    }

    private Task<string?> NoteAsync(Lease lease, string fingerprint) =>
        _ledger.Keeper.ChangeAsync(ledger => ledger.NoteData(lease, fingerprint), Stop);
}
