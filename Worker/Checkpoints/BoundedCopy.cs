namespace Sweep.Worker.Checkpoints;

/// <summary>Keeps a copy of what is written to a stream, unless it exceeds a limit.</summary>
/// <param name="limit">The most bytes that are kept.</param>
internal sealed class BoundedCopy(long limit) : IDisposable
{
    private MemoryStream? _memory = new();

    /// <summary>Returns a stream that writes to <paramref name="target"/>, which it does not own, and to the copy.</summary>
    public Stream Wrap(Stream target) => new Tee(this, target);

    /// <summary>What was written; null when it exceeded the limit or the memory.</summary>
    public byte[]? Content()
    {
        try
        {
            return _memory?.ToArray();
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    public void Dispose() => _memory?.Dispose();

    private void Add(ReadOnlySpan<byte> bytes)
    {
        if (_memory?.Length + bytes.Length > Math.Min(limit, Array.MaxLength))
        {
            _memory = null;
        }

        try
        {
            _memory?.Write(bytes);
        }
        catch (OutOfMemoryException)
        {
            // The copy is dropped; the write itself must not fail because of it.
            _memory = null;
        }
    }

    private sealed class Tee(BoundedCopy copy, Stream target) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => target.Length;

        public override long Position
        {
            get => target.Position;
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            target.Write(buffer);
            copy.Add(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await target.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
            copy.Add(buffer.Span);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush() => target.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => target.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
