using System.Diagnostics;
using System.Globalization;

namespace Sweep.Performance.Cluster;

/// <summary>Another task system, in Python processes that wait while they are not asked for a round.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";
    private readonly Process _client;
    private readonly Process? _worker;
    private readonly int _tasks;

    private Peer(Process client, Process? worker, int tasks) => (_client, _worker, _tasks) = (client, worker, tasks);

    /// <summary>Celery with two worker processes.</summary>
    public static Task<Peer> StartCeleryAsync(Uri broker, int tasks, CancellationToken cancellation) =>
        StartAsync(
            Start(broker, "celery_peer.py", tasks),
            Start(broker, null, "-m", "celery", "--app", "celery_peer", "worker", "--concurrency", 2, "--loglevel", "ERROR"),
            tasks,
            cancellation
        );

    /// <summary>Dask with two worker processes of one thread; it has a broker of its own.</summary>
    public static Task<Peer> StartDaskAsync(Uri broker, int tasks, CancellationToken cancellation) =>
        StartAsync(Start(broker, "dask_peer.py", tasks, 2), null, tasks, cancellation);

    /// <summary>Tasks a second, from the first submission to the last result.</summary>
    public async Task<double> MeasureAsync(CancellationToken cancellation)
    {
        await _client.StandardInput.WriteLineAsync("round");
        await _client.StandardInput.FlushAsync(cancellation);
        var line = await _client.StandardOutput.ReadLineAsync(cancellation);
        return _tasks / double.Parse(line ?? "", CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        _client.StandardInput.Close();
        await _client.WaitForExitAsync();
        _client.Dispose();
        if (_worker is null)
            return;
        _worker.Kill(entireProcessTree: true);
        await _worker.WaitForExitAsync();
        _worker.Dispose();
    }

    private static async Task<Peer> StartAsync(Process client, Process? worker, int tasks, CancellationToken cancellation)
    {
        var line = await client.StandardOutput.ReadLineAsync(cancellation);
        return line == "ready" ? new Peer(client, worker, tasks) : throw new InvalidOperationException($"A peer did not start: {line}");
    }

    private static Process Start(Uri broker, string? script, params object[] arguments)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Cluster");
        var start = new ProcessStartInfo(Python)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        if (script is not null)
            start.ArgumentList.Add(Path.Combine(folder, script));
        foreach (var argument in arguments)
            start.ArgumentList.Add(Convert.ToString(argument, CultureInfo.InvariantCulture)!);
        start.Environment["PEER_BROKER"] = broker.ToString();
        return Process.Start(start)!;
    }
}
