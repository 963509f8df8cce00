using System.Threading.Channels;
using MassTransit;
using Microsoft.Extensions.Logging;
using Sweep.Contracts.Messages;

namespace Sweep.Worker.Messaging;

/// <summary>
/// The stages this process works on. Work goes on outside the consumer that took it, so that its message is acknowledged at
/// once; a consumer that finds no idle slot waits for one, and with it the queue.
/// </summary>
public sealed class WorkerSlots : IDisposable
{
    private readonly Channel<Slot> _idle = Channel.CreateUnbounded<Slot>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Slot[] _slots;

    public WorkerSlots(IStageEngineFactory engines, IBus bus, WorkerOptions options, TimeProvider time, ILogger<WorkerSlots> log)
    {
        _slots = [.. Enumerable.Range(1, options.Slots).Select(number => new Slot(
            new StageAttempt(engines.Create(number), bus, $"{options.Name}-{number}", options.Heartbeat, time, log)))];
        foreach (var slot in _slots)
            _idle.Writer.TryWrite(slot);
    }

    /// <summary>Returns when the stage has begun.</summary>
    /// <exception cref="OperationCanceledException">This worker takes no more, or <paramref name="cancellation"/>.</exception>
    public async Task BeginAsync(RunStage command, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stop.Token);
        var slot = await _idle.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        slot.Work = RunAsync(slot, command);
    }

    /// <summary>Takes no more, gives back what runs, with its progress saved, and returns when that is reported.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_slots.Select(slot => slot.Work)).ConfigureAwait(false);
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync(Slot slot, RunStage command)
    {
        // An engine may work for long before it first awaits.
        await Task.Yield();
        try
        {
            await slot.Attempt.RunAsync(command, _stop.Token).ConfigureAwait(false);
        }
        finally
        {
            _idle.Writer.TryWrite(slot);
        }
    }

    private sealed class Slot(StageAttempt attempt)
    {
        public StageAttempt Attempt { get; } = attempt;

        public Task Work { get; set; } = Task.CompletedTask;
    }
}
