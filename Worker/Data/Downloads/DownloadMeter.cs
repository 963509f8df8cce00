namespace Sweep.Worker.Data.Downloads;

/// <summary>Reports a download's progress a few times per second, and at its end.</summary>
/// <param name="start">Bytes that were on disk before this run.</param>
/// <param name="total">Bytes of the whole file; null when the server does not say.</param>
internal sealed class DownloadMeter(string file, long start, long? total, TimeProvider time, IProgress<DownloadProgress>? progress)
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(250);
    private readonly long _begun = time.GetTimestamp();
    private long _last = time.GetTimestamp();

    public void Report(long done)
    {
        if (progress is null || (time.GetElapsedTime(_last) < _interval && done != total))
        {
            return;
        }

        _last = time.GetTimestamp();
        var seconds = time.GetElapsedTime(_begun).TotalSeconds;
        progress.Report(new DownloadProgress(file, done, total, seconds > 0 ? (done - start) / seconds : 0));
    }
}
