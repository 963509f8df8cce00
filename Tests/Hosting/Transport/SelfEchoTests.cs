using Microsoft.Extensions.Time.Testing;
using Sweep.Hosting.Transport;

namespace Sweep.Tests.Hosting.Transport;

public class SelfEchoTests
{
    private const int Limit = 3;

    private readonly FakeTimeProvider _time = new();
    private Func<CancellationToken, Task> _send = _ => Task.CompletedTask;
    private int _sent;

    [Fact]
    public async Task Beat_NothingArrives_IsDeafAfterTheLimitOfAcceptedMessages()
    {
        var echo = Make();
        echo.Beat(); // Before the first beat nothing is expected.
        for (var number = 1; number <= Limit; number++)
        {
            Assert.False(echo.IsDeaf);
            await BeatAsync(echo, number);
        }

        Assert.True(echo.IsDeaf);
        echo.Arrive();
        Assert.False(echo.IsDeaf);
    }

    [Fact]
    public async Task Beat_SentMessagesArrive_IsNeverDeaf()
    {
        SelfEcho? echo = null;
        _send = _ =>
        {
            echo!.Arrive();
            echo.Finish();
            return Task.CompletedTask;
        };
        echo = Make();
        for (var beats = 0; beats < 10 * Limit; beats++)
        {
            echo.Beat();
            await SettledAsync(echo);
        }

        Assert.InRange(_sent, Limit, 10 * Limit);
        Assert.False(echo.IsDeaf);
    }

    [Fact]
    public async Task Beat_SomethingArrivesBetween_SendsNothing()
    {
        var echo = Make();
        for (var beats = 0; beats < 10; beats++)
        {
            echo.Arrive();
            echo.Finish();
            echo.Beat();
        }

        await SettledAsync(echo);
        Assert.Equal(0, _sent);
    }

    [Fact]
    public async Task Beat_BrokerIsAway_CountsNothing()
    {
        _send = _ => throw new InvalidOperationException("away");
        var echo = Make();
        echo.Beat();
        for (var beats = 1; beats <= 10; beats++)
            await BeatAsync(echo, beats);

        Assert.Equal(0, echo.Unanswered);
    }

    [Fact]
    public async Task Beat_BrokerDoesNotAnswer_GivesUp()
    {
        _send = cancellation => Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        var echo = Make();
        echo.Beat();
        await BeatAsync(echo, 1, isAnswered: false);
        echo.Beat();
        Assert.Equal(1, _sent);

        _time.Advance(TimeSpan.FromSeconds(10));
        await SettledAsync(echo);

        Assert.Equal(0, echo.Unanswered);
        await BeatAsync(echo, 2, isAnswered: false);
    }

    [Fact]
    public async Task Beat_MessageInProcess_IsNotDeaf()
    {
        var echo = Make();
        echo.Arrive();
        for (var beats = 0; beats < 10 * Limit; beats++)
            echo.Beat();
        await SettledAsync(echo);
        Assert.Equal(0, _sent);

        echo.Finish();
        await BeatAsync(echo, 1);
        Assert.Equal(1, echo.Unanswered);
    }

    private SelfEcho Make() =>
        new(
            cancellation =>
            {
                Interlocked.Increment(ref _sent);
                return _send(cancellation);
            },
            Limit,
            _time
        );

    private async Task BeatAsync(SelfEcho echo, int number, bool isAnswered = true)
    {
        echo.Beat();
        for (var turn = 0; Volatile.Read(ref _sent) < number; turn++)
        {
            Assert.True(turn < 12_000, $"Message {number} was not sent.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        if (isAnswered)
            await SettledAsync(echo);
    }

    private static Task SettledAsync(SelfEcho echo) =>
        echo.Sending.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
}
