namespace Sweep.Worker.Data.Downloads;

/// <summary>A lock that one process of a machine can hold at a time. It is released when that process ends.</summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(200);
    private readonly FileStream _stream;

    private FileLock(FileStream stream) => _stream = stream;

    public static async Task<FileLock> AcquireAsync(string path, TimeProvider time, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            try
            {
                return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException exception) when (IsHeld(exception))
            {
                await Task.Delay(_interval, time, cancellation);
            }
        }
    }

    /// <summary>
    /// Recognises EAGAIN of Linux and macOS and the sharing violation of Windows. Waiting would not help with other errors, such as a full
    /// disk.
    /// </summary>
    private static bool IsHeld(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020);

    public void Dispose() => _stream.Dispose();
}
