namespace Sweep.Performance.Training.Loops;

internal interface ITrainingLoop : IDisposable
{
    /// <summary>Takes the weights and the batch of a <see cref="FirstBatch"/> and computes loss and gradient; changes no weight after that.</summary>
    FirstStep TakeFirstStep(float[] numbers);

    /// <summary>Takes steps over random images as long as there are rounds.</summary>
    void Train(Rounds rounds);
}
