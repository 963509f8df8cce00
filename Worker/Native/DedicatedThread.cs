using System.Collections.Concurrent;

namespace Sweep.Worker.Native;

/// <summary>
/// Runs each stage on a thread of its own, because libtorch's thread count and gradient mode belong to the calling thread and the thread
/// pool is not meant for hours of work. A thread that has finished serves the next stage and keeps the helper threads that OpenMP started
/// for it. OpenMP ends the process when it cannot start a thread, so it should start as few as possible.
/// </summary>
internal static class DedicatedThread
{
    private static readonly ConcurrentBag<StageThread> _idle = [];

    /// <summary>Runs work on an idle or new thread.</summary>
    /// <exception cref="OutOfMemoryException">The machine has no memory for another thread.</exception>
    public static Task<T> Run<T>(string name, Func<T> work)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var stageThread = _idle.TryTake(out var idle) ? idle : new StageThread();

        // The caller's execution context, such as the attempt's log, belongs to this stage and not to the stage that first started the
        // thread.
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

    /// <summary>
    /// Blocks the calling thread until a task has completed. This is the only place where the worker waits for asynchronous work without
    /// awaiting it. A stage must stay on its thread: after an await it would continue on another one, without libtorch's thread count,
    /// gradient mode and dispose scopes, all of which belong to a thread. Blocking is harmless here. The stage has nothing else to do until
    /// its checkpoint is read or written (its tensors must not change meanwhile), no other work uses the thread, and there is no
    /// synchronisation context that could deadlock.
    /// </summary>
    public static void Wait(Task task) => task.GetAwaiter().GetResult();

    /// <inheritdoc cref="Wait(Task)"/>
    public static T Wait<T>(Task<T> task)
    {
        Wait((Task)task);
        return task.Result;
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

                // The thread becomes idle before the stage completes for its caller, so that the next stage finds it.
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
