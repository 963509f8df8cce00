namespace Sweep.Worker.Data.Downloads;

/// <summary>How far a download is.</summary>
/// <param name="Done">Bytes on disk, those of earlier runs included.</param>
/// <param name="Total">Null when the server does not say.</param>
/// <param name="BytesPerSecond">Since this run began; zero at first.</param>
public sealed record DownloadProgress(string File, long Done, long? Total, double BytesPerSecond)
{
    /// <summary>Null when not known yet.</summary>
    public TimeSpan? Remaining => Total is { } total && BytesPerSecond > 0 ? TimeSpan.FromSeconds((total - Done) / BytesPerSecond) : null;
}
