using Sweep.Tests.Cluster.Running;
using Sweep.Tests.Page.Running;

[assembly: AssemblyFixture(typeof(LiveCluster))]

namespace Sweep.Tests.Page.Running;

/// <summary>
/// A broker, a coordinator and a worker that really trains, small networks on images made by formula; shared by all tests. From the
/// start it runs a study of two networks, for the pictures.
/// </summary>
public sealed class LiveCluster : IAsyncLifetime
{
    /// <summary>Name of the study.</summary>
    public const string Study = "gratings";

    private const string Spec = $$"""
        name: {{Study}}
        grid:
          dataset: cifar10
          architecture: [vgg16, mobilenet]
          mode: [fine-tuned, from-scratch]
          sparsity: [0, 0.5, 0.8, 0.95]
          seed: [1, 2]
        pretrain:
          vgg16: { dataset: cifar10, epochs: 3 }
          mobilenet: { dataset: cifar10, epochs: 3 }
        model: { width: 0.125 }
        training: { epochs: 5, batch: 10 }
        pruning: { schedule: iterative, epochs: 1 }
        """;

    private TestCluster? _cluster;

    /// <summary>Of the page.</summary>
    public Uri Address => Running.Page;

    public string Data { get; private set; } = "";

    /// <summary>Of the worker; open, but while a test <see cref="HoldAsync">holds</see> it.</summary>
    internal Gate Gate { get; private set; } = null!;

    internal TestCluster Running => _cluster ?? throw new InvalidOperationException("The cluster is not started.");

    public async ValueTask InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync();
        Data = _cluster.WriteImages();
        Gate = _cluster.MakeGate();
        Gate.Open();
        await StartWorkerAsync();
        await _cluster.SubmitAsync(Spec);
    }

    internal Task StartWorkerAsync() =>
        Running.StartWorkerAsync(
            "--engine",
            Gate.Train,
            "--data",
            Data,
            "--device",
            "cpu",
            "--threads",
            "1",
            "--slots",
            "2",
            "--pull",
            "false"
        );

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    /// <summary>Waits until the study is completed: minutes of training where the machine is busy.</summary>
    internal Task StudiedAsync() => Running.CompletesAsync(Study, TimeSpan.FromMinutes(20));

    /// <summary>From here on until the result is disposed of, each epoch waits for a step. The study, which others look at, is completed by then.</summary>
    internal async Task<IDisposable> HoldAsync()
    {
        await StudiedAsync();
        Gate.Close();
        return new Held(Gate);
    }

    private sealed class Held(Gate gate) : IDisposable
    {
        public void Dispose() => gate.Open();
    }
}
