using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger.Keeping;

public sealed class StandbyTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _generous = TimeSpan.FromMinutes(2);

    private readonly SkippingTime _time = new();
    private readonly Channel<LedgerMark?> _looks = Channel.CreateUnbounded<LedgerMark?>();
    private readonly Task _taken;
    private LedgerMark? _mark = new LedgerMark(3, 7);

    public StandbyTests()
    {
        _taken = new Standby(ReadAsync, 5 * _second, _time, NullLogger<Standby>.Instance).WaitAsync(Stop);
        Assert.True(_looks.Reader.TryRead(out _));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wait_MarkStandsStill_ReturnsAfterThePatience()
    {
        await LookAsync(times: 4);
        Assert.False(_taken.IsCompleted);
        await LookAsync();
        await _taken.WaitAsync(_generous, Stop);
    }

    [Fact]
    public async Task Wait_MarkMoves_StartsAgain()
    {
        await LookAsync(times: 4);
        _mark = new LedgerMark(3, 8);
        await LookAsync(times: 5);
        Assert.False(_taken.IsCompleted);
        _mark = new LedgerMark(4, 8);
        await LookAsync(times: 5);
        Assert.False(_taken.IsCompleted);
        await LookAsync();
        await _taken.WaitAsync(_generous, Stop);
    }

    [Fact]
    public async Task Wait_StoreCannotBeRead_StartsAgain()
    {
        var mark = _mark;
        await LookAsync(times: 4);
        _mark = null;
        await LookAsync(times: 10);
        _mark = mark;
        await LookAsync(times: 5);
        Assert.False(_taken.IsCompleted);
        await LookAsync();
        await _taken.WaitAsync(_generous, Stop);
    }

    [Fact]
    public async Task Wait_ProcessWasStopped_DoesNotCountThatTime()
    {
        await LookAsync(times: 2);
        _time.Skipped = TimeSpan.FromHours(1);
        await LookAsync();
        Assert.False(_taken.IsCompleted);
        await LookAsync();
        await _taken.WaitAsync(_generous, Stop);
    }

    /// <summary>Advances the clock by a second and waits for the next look at the store.</summary>
    private async Task LookAsync(int times = 1)
    {
        for (; times > 0; times--)
        {
            _time.Advance(_second);
            await _looks.Reader.ReadAsync(Stop).AsTask().WaitAsync(_generous, Stop);
        }
    }

    private Task<LedgerMark> ReadAsync(CancellationToken cancellation)
    {
        _looks.Writer.TryWrite(_mark);
        return _mark is { } mark ? Task.FromResult(mark) : Task.FromException<LedgerMark>(new SweepStoreException("the store is away"));
    }

    private sealed class SkippingTime : FakeTimeProvider
    {
        /// <summary>Time during which no timer of this process ran.</summary>
        public TimeSpan Skipped { get; set; }

        public override long GetTimestamp() => base.GetTimestamp() + Skipped.Ticks;
    }
}
