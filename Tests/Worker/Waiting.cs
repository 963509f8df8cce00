namespace Sweep.Tests.Worker;

internal static class Waiting
{
    /// <summary>Limits how long a failing test waits; a passing test does not depend on it.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(120);

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <param name="meanwhile">An action repeated while waiting, such as moving a clock.</param>
    public static async Task Until(string reason, Func<bool> condition, Action? meanwhile = null)
    {
        for (var turn = 0; !condition(); turn++)
        {
            Assert.True(turn < 12_000, $"Waited in vain until {reason}.");
            await Task.Delay(10, Stop);
            meanwhile?.Invoke();
        }
    }
}
