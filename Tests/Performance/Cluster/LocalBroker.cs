using System.Diagnostics;

namespace Sweep.Performance.Cluster;

/// <summary>A RabbitMQ of the benchmark's own.</summary>
internal sealed class LocalBroker : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private LocalBroker(DirectoryInfo folder, int port) => (_folder, Port) = (folder, port);

    public int Port { get; }

    public Uri Address => new($"amqp://guest:guest@127.0.0.1:{Port}");

    public static async Task<LocalBroker> StartAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("sweep-bench-broker-");
        await RunAsync("start", folder, cancellation);
        var line = (await File.ReadAllLinesAsync(Path.Combine(folder.FullName, "broker"), cancellation)).First(line =>
            line.StartsWith("PORT=", StringComparison.Ordinal)
        );
        return new LocalBroker(folder, int.Parse(line["PORT=".Length..], System.Globalization.CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("stop", _folder, CancellationToken.None);
        _folder.Delete(recursive: true);
    }

    private static async Task RunAsync(string verb, DirectoryInfo folder, CancellationToken cancellation)
    {
        using var script = Process.Start(new ProcessStartInfo(Path.Combine(Repository, "build", "broker.sh"), [verb, folder.FullName]))!;
        await script.WaitForExitAsync(cancellation);
        if (script.ExitCode != 0)
            throw new InvalidOperationException($"broker.sh {verb} ended with {script.ExitCode}.");
    }

    private static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Sweep.sln")))
                folder = folder.Parent ?? throw new InvalidOperationException("The benchmark runs from a checkout.");
            return folder.FullName;
        }
    }
}
