namespace Sweep.Worker.Data.Downloads;

/// <summary>How far a download has come.</summary>
/// <param name="Done">Bytes on disk, including those of earlier runs.</param>
/// <param name="Total">Bytes of the whole file; null when the server does not say.</param>
/// <param name="BytesPerSecond">The rate since this run began; zero at first.</param>
public sealed record DownloadProgress(string File, long Done, long? Total, double BytesPerSecond)
{
    /// <summary>The estimated time that remains; null when it is not known yet.</summary>
    public TimeSpan? Remaining => Total is { } total && BytesPerSecond > 0 ? TimeSpan.FromSeconds((total - Done) / BytesPerSecond) : null;
}
