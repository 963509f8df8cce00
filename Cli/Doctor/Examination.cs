namespace Sweep.Cli.Doctor;

/// <summary>Runs checks one after another, so that none disturbs what another measures, each within its time.</summary>
internal sealed class Examination(IReadOnlyList<ICheck> checks, TimeProvider time)
{
    /// <summary>For a check that was told to stop to remove what it made.</summary>
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(2);

    /// <param name="done">Is told of each check at its end.</param>
    public async Task<IReadOnlyList<Examined>> RunAsync(Action<Examined> done, CancellationToken cancellation)
    {
        var all = new List<Examined>();
        foreach (var check in checks)
        {
            var start = time.GetTimestamp();
            var lack = check.Needs is null
                ? null
                : all.FirstOrDefault(one =>
                    one.Check.Name == check.Needs && one.Finding.State is FindingState.Failed or FindingState.Skipped
                );
            var finding = lack is null
                ? await RunAsync(check, cancellation).ConfigureAwait(false)
                : Finding.Skipped($"not without {lack.Check.Name}");
            var examined = new Examined(check, finding, time.GetElapsedTime(start));
            all.Add(examined);
            done(examined);
        }

        return all;
    }

    private async Task<Finding> RunAsync(ICheck check, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(check.Limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            // What blocks, and heeds no token, is left behind.
            var running = Task.Run(() => check.RunAsync(stop.Token), CancellationToken.None);
            var ended = await Task.WhenAny(running, NeverEndsBefore(stop.Token)).ConfigureAwait(false);
            if (ended != running)
                await Task.WhenAny(running, Task.Delay(_grace, time, CancellationToken.None)).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            return running.IsCompleted ? await running.ConfigureAwait(false) : Late(check);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && limit.IsCancellationRequested)
        {
            return Late(check);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            return Finding.Failed(
                $"could not be examined: {error.Message.ReplaceLineEndings(" ")} [{error.GetType().Name}]",
                "This is a fault of sweep doctor, or of the machine: please report it."
            );
        }
    }

    private static Finding Late(ICheck check) =>
        Finding.Failed(
            $"did not answer within {check.Limit.TotalSeconds:0} s",
            "Find out what holds it up: a disk, a network share or a server that hangs, or a machine that is very busy."
        );

    private static Task NeverEndsBefore(CancellationToken stop)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stop.Register(() => end.TrySetResult());
        return end.Task;
    }
}

/// <summary>A check that is done.</summary>
internal sealed record Examined(ICheck Check, Finding Finding, TimeSpan Took);
