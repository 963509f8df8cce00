namespace Sweep.Worker.Checkpoints;

/// <summary>Keeps what is written to a stream, as long as it is not too much.</summary>
internal sealed class BoundedCopy(long limit) : IDisposable
{
    private MemoryStream? _memory = new();

    /// <summary>A stream that writes to <paramref name="target"/>, which it does not own.</summary>
    public Stream Of(Stream target) => new Tee(this, target);

    /// <summary>Null when it was too much.</summary>
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
            // A copy is worth less than what it is a copy of.
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
