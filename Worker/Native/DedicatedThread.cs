using System.Collections.Concurrent;

namespace Sweep.Worker.Native;

/// <summary>
/// Runs a stage on a thread that does nothing else meanwhile: libtorch's thread count and gradient mode belong to the calling
/// thread, and hours of work are not for the thread pool. A thread that is done serves the next stage, with the team of threads
/// that OpenMP has made for it: where OpenMP cannot start a thread, it ends the process, so the fewer it starts the better.
/// </summary>
internal static class DedicatedThread
{
    private static readonly ConcurrentBag<StageThread> _idle = [];

    /// <exception cref="OutOfMemoryException">The machine has no room for another thread.</exception>
    public static Task<T> Run<T>(string name, Func<T> work)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var stageThread = _idle.TryTake(out var idle) ? idle : new StageThread();

        // What flows with the caller, such as the log of the attempt, belongs to this stage and not to the one that made the thread.
        var context = ExecutionContext.Capture();
        stageThread.Begin(
            name,
            () =>
            {
                try
                {
                    var result = RunIn(context, work);
                    return () => completion.SetResult(result);
                }
                catch (OperationCanceledException e)
                {
                    return () => completion.SetCanceled(e.CancellationToken);
                }
                catch (Exception e)
                {
                    return () => completion.SetException(e);
                }
            }
        );
        return completion.Task;
    }

    private static T RunIn<T>(ExecutionContext? context, Func<T> work)
    {
        if (context is null)
        {
            return work();
        }

        T? result = default;
        ExecutionContext.Run(context, _ => result = work(), null);
        return result!;
    }

    private sealed class StageThread
    {
        private readonly object _gate = new();
        private readonly Thread _thread;
        private Func<Action>? _work;

        public StageThread()
        {
            _thread = new Thread(Serve) { IsBackground = true };
            _thread.Start();
        }

        public void Begin(string name, Func<Action> next)
        {
            _thread.Name = name;
            lock (_gate)
            {
                _work = next;
                Monitor.Pulse(_gate);
            }
        }

        private void Serve()
        {
            while (true)
            {
                var settle = Next()();

                // Back before the stage is over for others, so that whoever starts the next one finds it.
                _idle.Add(this);
                settle();
            }
        }

        private Func<Action> Next()
        {
            lock (_gate)
            {
                while (_work is null)
                {
                    Monitor.Wait(_gate);
                }

                var next = _work;
                _work = null;
                return next;
            }
        }
    }
}
