using System.Globalization;
using Sweep.Hosting.Holding;

namespace Sweep.Tests.Cluster.Running;

/// <summary>Holds the workers that are started with one of its engines: each epoch of a stage begins with a step that the test releases.</summary>
internal sealed class Gate(string folder, Func<string> state)
{
    private int _released;

    public string Noop => $"noop@{folder}";

    public string Train => $"train@{folder}";

    /// <summary>So many epochs may begin, on whichever worker asks first.</summary>
    public void Release(int steps = 1)
    {
        for (; steps > 0; steps--)
            Release(null);
    }

    /// <param name="text">What the step says, for those who read it.</param>
    public void Release(string? text) =>
        File.Create(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{++_released:D6} {text}"))).Dispose();

    /// <summary>For good.</summary>
    public void Open() => File.Create(Path.Combine(folder, Steps.All)).Dispose();

    /// <summary>Epochs that begin from now on wait for steps again.</summary>
    public void Close() => File.Delete(Path.Combine(folder, Steps.All));

    /// <summary>Waits until all that was released is taken.</summary>
    public Task TakenAsync() => Until.TrueAsync("every step is taken", () => Directory.GetFiles(folder).Length == 0, state);
}
