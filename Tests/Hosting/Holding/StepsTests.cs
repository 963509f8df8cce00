using System.Collections.Concurrent;
using Sweep.Hosting.Holding;

namespace Sweep.Tests.Hosting.Holding;

public sealed class StepsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sweep-steps-").FullName;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        File.Delete($"{_folder}.taken");
    }

    [Fact]
    public void TryTake_Some_GivesEachOnceInTheirOrder()
    {
        Release("2", "1");
        var steps = new Steps(_folder);
        Assert.Equal(("1", "2", null), (steps.TryTake(), steps.TryTake(), steps.TryTake()));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void TryTake_All_IsNeverUsedUp()
    {
        Release("1", Steps.All);
        var steps = new Steps(_folder);
        Assert.Equal((Steps.All, Steps.All), (steps.TryTake(), steps.TryTake()));
    }

    [Fact]
    public async Task TryTake_AllAppearsMeanwhile_IsNotUsedUpAsAStep()
    {
        for (var round = 0; round < 100; round++)
        {
            using var looking = new CountdownEvent(4);
            var takers = Enumerable
                .Range(0, looking.InitialCount)
                .Select(_ =>
                    Task.Run(() =>
                    {
                        var steps = new Steps(_folder);
                        steps.TryTake();
                        looking.Signal();
                        while (steps.TryTake() is not Steps.All) { }
                    })
                )
                .ToList();
            looking.Wait(TestContext.Current.CancellationToken);
            Release(Steps.All);
            await Task.WhenAll(takers).WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
            Assert.True(File.Exists(Path.Combine(_folder, Steps.All)));
            File.Delete(Path.Combine(_folder, Steps.All));
        }
    }

    [Fact]
    public async Task TryTake_ManyAtOnce_GivesEachStepToOneOfThem()
    {
        const int Count = 500;
        Release([.. Enumerable.Range(0, Count).Select(number => $"{number}")]);
        var taken = new ConcurrentBag<string>();
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Run(() =>
                    {
                        var steps = new Steps(_folder);
                        while (steps.TryTake() is { } step)
                            taken.Add(step);
                    })
                )
        );
        Assert.Equal(Count, taken.Count);
        Assert.Equal(Count, taken.Distinct().Count());
    }

    [Fact]
    public async Task Take_None_WaitsForOneOrForTheCancellation()
    {
        using var end = new CancellationTokenSource();
        var steps = new Steps(_folder);
        var first = Task.Run(() => steps.Take(end.Token), TestContext.Current.CancellationToken);
        Release("1");
        await first;
        Assert.Empty(Directory.GetFiles(_folder));

        var second = Task.Run(() => steps.Take(end.Token), TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);
        await end.CancelAsync();
        await second;
    }

    private void Release(params string[] names) => Array.ForEach(names, name => File.Create(Path.Combine(_folder, name)).Dispose());
}
