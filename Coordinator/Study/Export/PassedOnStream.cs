namespace Sweep.Coordinator.Study.Export;

/// <summary>A writable stream that counts its position from the beginning although its content is passed on and dropped.</summary>
internal sealed class PassedOnStream(MemoryStream rest) : Stream
{
    private long _forgotten;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _forgotten + rest.Length;

    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException();
    }

    /// <summary>Call after the content in memory has been passed on.</summary>
    public void Forget()
    {
        _forgotten += rest.Length;
        rest.SetLength(0);
    }

    public override void Write(byte[] buffer, int offset, int count) => rest.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => rest.Write(buffer);

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
