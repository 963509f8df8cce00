namespace Sweep.Worker.Training;

/// <summary>Wraps a callback of the training loop by how often it is called.</summary>
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

    /// <summary>After the first step that ends at least that long after the last call, or after this one.</summary>
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
