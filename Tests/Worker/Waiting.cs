namespace Sweep.Tests.Worker;

internal static class Waiting
{
    /// <summary>Bounds how long a test that fails hangs; one that passes does not depend on it.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(120);

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <param name="meanwhile">Done again and again, such as moving a clock on.</param>
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
