namespace Sweep.Tests.Worker.Machine;

/// <summary>A machine's <c>/proc</c> and <c>/sys</c>, with 2 GiB available.</summary>
internal sealed class FakeMachine : IDisposable
{
    public FakeMachine() =>
        Write("proc/meminfo", "MemTotal:       16384000 kB\nMemFree:          100000 kB\nMemAvailable:    2097152 kB\n");

    public string Root { get; } = Directory.CreateTempSubdirectory("sweep-machine-").FullName;

    public FakeMachine Write(string path, string text)
    {
        path = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    public void Dispose()
    {
        if (Directory.Exists(Root))
            Directory.Delete(Root, recursive: true);
    }
}
