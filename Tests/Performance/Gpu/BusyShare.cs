using Sweep.Worker.Telemetry.Gpus;

namespace Sweep.Performance.Gpu;

/// <summary>Samples which share of the time a GPU computes anything, as its driver tells it. Null where there is none, or it does not tell.</summary>
internal sealed class BusyShare : IDisposable
{
    private static readonly TimeSpan _between = TimeSpan.FromMilliseconds(100);

    private readonly IGpu? _gpu;
    private CancellationTokenSource? _stop;
    private Task<List<double>> _sampling = Task.FromResult<List<double>>([]);

    public BusyShare(string device) =>
        _gpu = GpuChoice.Of(device, Environment.GetEnvironmentVariable(GpuChoice.Variable)) is { } choice ? Nvml.Open(choice, out _) : null;

    public Task BeginAsync()
    {
        if (_gpu is not null)
        {
            _stop = new CancellationTokenSource();
            _sampling = SampleAsync(_gpu, _stop.Token);
        }

        return Task.CompletedTask;
    }

    /// <summary>Mean since it began.</summary>
    public async Task<double?> EndAsync()
    {
        if (_stop is null)
            return null;
        await _stop.CancelAsync();
        var samples = await _sampling;
        _stop.Dispose();
        _stop = null;
        return samples.Count == 0 ? null : samples.Average();
    }

    public void Dispose() => _stop?.Dispose();

    private static async Task<List<double>> SampleAsync(IGpu gpu, CancellationToken stop)
    {
        var samples = new List<double>();
        using var timer = new PeriodicTimer(_between);
        try
        {
            // The driver's figure is of the last sixth of a second or more: the first would tell of the time before.
            await timer.WaitForNextTickAsync(stop);
            while (await timer.WaitForNextTickAsync(stop))
            {
                if (gpu.Read().Utilization is { } busy)
                    samples.Add(busy);
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }

        return samples;
    }
}
