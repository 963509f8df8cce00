using Microsoft.Extensions.Time.Testing;

namespace Sweep.Tests.Coordinator.Dispatch;

/// <summary>Time whose wall clock can be set, as an operator would, while it passes as before.</summary>
internal sealed class JumpingTime() : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    /// <summary>How far the wall clock is ahead of where it would be.</summary>
    public TimeSpan Jump { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Jump;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;
}
