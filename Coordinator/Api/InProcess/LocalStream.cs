using System.Threading.Channels;
using Grpc.Core;

namespace Sweep.Coordinator.Api.InProcess;

/// <summary>The answers of a stream, a few of them ahead of who reads.</summary>
internal sealed class LocalStream<T> : IServerStreamWriter<T>, IAsyncStreamReader<T>
    where T : class
{
    private const int Ahead = 2;

    private readonly Channel<T> _answers = Channel.CreateBounded<T>(Ahead);

    public WriteOptions? WriteOptions { get; set; }

    public T Current { get; private set; } = null!;

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(T message, CancellationToken cancellationToken) =>
        _answers.Writer.WriteAsync(message, cancellationToken).AsTask();

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (!await _answers.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false) || !_answers.Reader.TryRead(out var next))
            return false;
        Current = next;
        return true;
    }

    /// <summary>Who reads is told how it ended.</summary>
    public async Task FillAsync(Func<Task> serve)
    {
        try
        {
            await serve().ConfigureAwait(false);
            _answers.Writer.Complete();
        }
#pragma warning disable CA1031 // Whatever it is, it is the reader's.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _answers.Writer.Complete(error);
        }
    }
}
