namespace Sweep.Worker.Training;

/// <summary>Limits how often a callback of the training loop is called.</summary>
public static class Every
{
    public static Action<Trainer> Epoch(Action<Trainer> callback) =>
        trainer =>
        {
            if (trainer.IsEpochEnd)
            {
                callback(trainer);
            }
        };

    /// <summary>
    /// Calls back after the first step that ends at least this long after the last call; at first, after the creation of this wrapper.
    /// </summary>
    public static Action<Trainer> Interval(TimeSpan interval, TimeProvider time, Action<Trainer> callback)
    {
        var last = time.GetTimestamp();
        return trainer =>
        {
            if (time.GetElapsedTime(last) >= interval)
            {
                callback(trainer);
                last = time.GetTimestamp();
            }
        };
    }
}
