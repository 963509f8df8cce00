using Sweep.Coordinator.Dispatch;
using Sweep.Hosting.Holding;

namespace Sweep.Tests.Coordinator.Dispatch;

public sealed class SteppedTimeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sweep-steps-").FullName;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        File.Delete($"{_folder}.taken");
    }

    [Fact]
    public void GetTimestamp_Steps_MoveItByTheirLengthsAndNothingElseDoes()
    {
        var time = new SteppedTime(new Steps(_folder));
        var start = time.GetTimestamp();
        Assert.Equal(TimeSpan.Zero, time.GetElapsedTime(start));
        File.Create(Path.Combine(_folder, "1 2s")).Dispose();
        File.Create(Path.Combine(_folder, "2 1m")).Dispose();
        Assert.Equal(TimeSpan.FromSeconds(2), time.GetElapsedTime(start));
        Assert.Equal(TimeSpan.FromSeconds(62), time.GetElapsedTime(start));
        Assert.Equal(TimeSpan.FromSeconds(62), time.GetElapsedTime(start));
    }

    [Fact]
    public void GetTimestamp_NameWithoutALength_IsAnError()
    {
        File.Create(Path.Combine(_folder, "1")).Dispose();
        Assert.Throws<FormatException>(() => new SteppedTime(new Steps(_folder)).GetTimestamp());
    }
}
