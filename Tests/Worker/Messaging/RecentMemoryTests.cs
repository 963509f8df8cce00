using Microsoft.Extensions.Time.Testing;
using Sweep.Worker.Messaging;

namespace Sweep.Tests.Worker.Messaging;

public sealed class RecentMemoryTests
{
    [Fact]
    public void Read_AgainSoon_ReturnsTheSameReadingAndLaterANewOne()
    {
        var (memory, time) = (new FakeMemory { Free = 1 }, new FakeTimeProvider());
        var recent = new RecentMemory(memory, time);
        Assert.Equal(1, recent.Read().Free);
        memory.Free = 2;
        time.Advance(TimeSpan.FromMilliseconds(199));
        Assert.Equal(1, recent.Read().Free);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, recent.Read().Free);
    }
}
