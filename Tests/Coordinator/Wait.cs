namespace Sweep.Tests.Coordinator;

/// <summary>Waits for what happens by itself; the deadline only bounds a failure.</summary>
internal static class Wait
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(2);

    public static async Task UntilAsync(string reason, Func<bool> condition)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(_deadline);
        while (!condition())
        {
            Assert.False(late.IsCancellationRequested, $"Waited in vain until {reason}.");
            await Task.Delay(TimeSpan.FromMilliseconds(2), CancellationToken.None);
        }
    }
}
