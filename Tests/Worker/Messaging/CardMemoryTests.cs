using Sweep.Contracts.Messages;
using Sweep.Worker.Messaging;

namespace Sweep.Tests.Worker.Messaging;

public sealed class CardMemoryTests
{
    private const long GiB = 1L << 30;

    private long? _free = 16 * GiB;

    [Fact]
    public void Reserve_OthersUseTheGpu_IsRefusedUntilThereIsEnough()
    {
        var card = Card();
        _free = 3 * GiB;

        const string reason =
            "the stage would need 4,096 MiB of the memory of cuda:0, but only 3,072 MiB are available beside what runs there";
        Assert.Equal(reason, card.Reserve(4 * GiB));
        Assert.Equal(reason, card.WhyNot());
        _free = 5 * GiB;
        Assert.Null(card.WhyNot());
        Assert.Null(card.Reserve(4 * GiB));
    }

    [Fact]
    public void Reserve_MemoryOfFinishedStages_IsReused()
    {
        var card = Card();
        Assert.Null(card.Reserve(10 * GiB));
        _free = 6 * GiB;
        card.Release(10 * GiB);

        Assert.Null(card.Reserve(14 * GiB));
    }

    [Fact]
    public void Reserve_MoreIsGoneThanWasEverReserved_BelongsToOthers()
    {
        var card = Card();
        Assert.Null(card.Reserve(2 * GiB));
        card.Release(2 * GiB);
        _free = GiB;

        Assert.Contains("3,072 MiB are available", card.Reserve(4 * GiB), StringComparison.Ordinal);
    }

    [Fact]
    public void Reserve_AnotherHasJustBegun_CountsItsReservation()
    {
        var card = Card();
        Assert.Null(card.Reserve(10 * GiB));
        Assert.Contains("6,144 MiB are available", card.Reserve(8 * GiB), StringComparison.Ordinal);
        Assert.Null(card.Reserve(6 * GiB));
    }

    [Fact]
    public void Reserve_AnotherHasAllocated_CountsItOnce()
    {
        var card = Card();
        Assert.Null(card.Reserve(10 * GiB));
        _free = 6 * GiB;

        Assert.Null(card.Reserve(6 * GiB));
    }

    [Fact]
    public void Reserve_LargerThanTheGpu_IsLeftToTheEngineWhenAlone()
    {
        var card = Card();
        Assert.Null(card.Reserve(40 * GiB));
        Assert.NotNull(card.Reserve(40 * GiB));
    }

    [Fact]
    public void Reserve_DriverReportsNothing_AcceptsAll()
    {
        _free = null;
        var card = Card();
        Assert.Null(card.Reserve(100 * GiB));
        Assert.Null(card.Reserve(100 * GiB));
        Assert.Null(card.WhyNot());
    }

    [Fact]
    public async Task Run_CardIsFull_ReleasesTheStageAndAcceptsNoneUntilThereIsRoom()
    {
        await using var worker = new WorkerFixture(cardFree: () => _free);
        worker.Engine.CardMemory = _ => 4 * GiB;
        _free = GiB;
        worker.Run(1);

        var reason = (await worker.HearAsync<StageReleased>(1)).Reason;
        Assert.Contains("of the memory of cuda:0", reason, StringComparison.Ordinal);
        var status = await worker.StatusAsync();
        Assert.Equal((false, false, reason), (status.Accepting, status.Draining, status.Reason));
        _free = 8 * GiB;
        Assert.True((await worker.StatusAsync()).Accepting);
        await worker.StartAsync(2);
        worker.Engine.Complete(2);
        await worker.HearAsync<StageCompleted>(2);
        await worker.StartAsync(3);
    }

    private CardMemory Card() => new("cuda:0", () => _free);
}
