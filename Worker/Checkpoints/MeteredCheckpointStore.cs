using System.Diagnostics.Metrics;
using Sweep.Contracts.Checkpoints;
using Sweep.Hosting.Telemetry;

namespace Sweep.Worker.Checkpoints;

/// <summary>Wraps a store and measures how many bytes it reads and writes, how long that takes, and how often it fails.</summary>
internal sealed class MeteredCheckpointStore : ICheckpointStore
{
    private readonly ICheckpointStore _store;
    private readonly TimeProvider _time;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _durations;

    /// <param name="folder">A folder of the file system whose free space is measured; null for a store without a bound.</param>
    public MeteredCheckpointStore(ICheckpointStore store, string? folder, Meter meter, TimeProvider time)
    {
        (_store, _time) = (store, time);
        _bytes = meter.CreateCounter<long>("sweep.checkpoint.io", "By", "Bytes of checkpoints that were read and written");
        _failures = meter.CreateCounter<long>("sweep.checkpoint.failures", "{operation}", "Reads and writes of checkpoints that failed");
        _durations = meter.CreateHistogram(
            "sweep.checkpoint.duration",
            "s",
            "Time that reading or writing one checkpoint took",
            advice: Meters.Soon
        );
        foreach (var operation in (string[])["read", "write"])
            _failures.Add(0, new KeyValuePair<string, object?>("operation", operation));
        if (folder is null)
            return;
        var drive = new DriveInfo(folder);
        meter.CreateObservableGauge(
            "sweep.checkpoint.store.free",
            () => Free(drive),
            "By",
            "Bytes that can still be written where the checkpoints are"
        );
    }

    public Task<bool> ExistsAsync(CheckpointName name, CancellationToken cancellation) => _store.ExistsAsync(name, cancellation);

    public async Task<Stream?> OpenReadAsync(CheckpointName name, CancellationToken cancellation)
    {
        var start = _time.GetTimestamp();
        try
        {
            var stream = await _store.OpenReadAsync(name, cancellation).ConfigureAwait(false);
            return stream is null ? null : new MeteredRead(stream, this, _time.GetElapsedTime(start));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Fail("read");
            throw;
        }
    }

    public Task WriteAsync(CheckpointName name, Func<Stream, Task> write, CancellationToken cancellation) =>
        MeasureAsync(
            write,
            async counted =>
            {
                await _store.WriteAsync(name, counted, cancellation).ConfigureAwait(false);
                return true;
            }
        );

    public Task<bool> TryCreateAsync(CheckpointName name, Func<Stream, Task> write, CancellationToken cancellation) =>
        MeasureAsync(write, counted => _store.TryCreateAsync(name, counted, cancellation));

    public IAsyncEnumerable<StoredCheckpoint> ListAsync(CancellationToken cancellation) => _store.ListAsync(cancellation);

    public Task DeleteAsync(CheckpointName name, CancellationToken cancellation) => _store.DeleteAsync(name, cancellation);

    private async Task<bool> MeasureAsync(Func<Stream, Task> write, Func<Func<Stream, Task>, Task<bool>> store)
    {
        var start = _time.GetTimestamp();
        var bytes = 0L;
        try
        {
            var isStored = await store(async stream =>
                {
                    await write(stream).ConfigureAwait(false);
                    bytes = stream.Length;
                })
                .ConfigureAwait(false);
            if (isStored)
                Count("write", bytes, _time.GetElapsedTime(start));
            return isStored;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Fail("write");
            throw;
        }
    }

    private void Count(string operation, long bytes, TimeSpan took)
    {
        var tag = new KeyValuePair<string, object?>("operation", operation);
        _bytes.Add(bytes, tag);
        _durations.Record(took.TotalSeconds, tag);
    }

    private void Fail(string operation) => _failures.Add(1, new KeyValuePair<string, object?>("operation", operation));

    private static IEnumerable<Measurement<long>> Free(DriveInfo drive)
    {
        long free;
        try
        {
            free = drive.AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }

        return [new(free)];
    }

    /// <summary>Counts the time spent in reads, not the time that the caller spends between them.</summary>
    private sealed class MeteredRead(Stream stream, MeteredCheckpointStore store, TimeSpan opening) : Stream
    {
        private TimeSpan _took = opening;
        private long _bytes;
        private bool _isOver;

        public override bool CanRead => true;

        public override bool CanSeek => stream.CanSeek;

        public override bool CanWrite => false;

        public override long Length => stream.Length;

        public override long Position
        {
            get => stream.Position;
            set => stream.Position = value;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var start = store._time.GetTimestamp();
            try
            {
                var read = stream.Read(buffer);
                _bytes += read;
                return read;
            }
            catch (IOException)
            {
                store.Fail("read");
                throw;
            }
            finally
            {
                _took += store._time.GetElapsedTime(start);
            }
        }

        public override long Seek(long offset, SeekOrigin origin) => stream.Seek(offset, origin);

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() { }

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_isOver)
            {
                _isOver = true;
                stream.Dispose();
                store.Count("read", _bytes, _took);
            }

            base.Dispose(disposing);
        }
    }
}
