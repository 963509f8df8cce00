namespace Sweep.Tests.Cluster.Running;

/// <summary>Waits for what other processes do.</summary>
internal static class Until
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Long, because the machine may be loaded: a test that passes does not wait for it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Looks again and again until it is so.</summary>
    /// <param name="state">What is the case, for the failure's message.</param>
    public static async Task TrueAsync(string reason, Func<Task<bool>> condition, Func<string>? state = null, TimeSpan? patience = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > (patience ?? Patience))
                Assert.Fail($"Waited {patience ?? Patience} in vain until {reason}.\n{state?.Invoke()}");
            await Task.Delay(_pause, Stop);
        }
    }

    public static Task TrueAsync(string reason, Func<bool> condition, Func<string>? state = null, TimeSpan? patience = null) =>
        TrueAsync(reason, () => Task.FromResult(condition()), state, patience);
}
