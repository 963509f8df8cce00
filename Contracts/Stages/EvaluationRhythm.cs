namespace Sweep.Contracts.Stages;

/// <summary>
/// How often a stage is evaluated on the test set: after the last epoch, and before it as often as costs about a tenth of the training.
/// </summary>
public static class EvaluationRhythm
{
    /// <summary>Cost of a test image relative to a training image: it needs a forward pass but no backward pass.</summary>
    private const double CostOfAnImage = 1 / 3.0;

    private const double ShareOfTraining = 0.1;

    public static int EpochsBetween(double trainImages, double testImages) =>
        (int)Math.Clamp(Math.Ceiling(testImages * CostOfAnImage / trainImages / ShareOfTraining), 1, int.MaxValue);

    /// <summary>Number of evaluations of a stage, at least the one at its end.</summary>
    public static int Count(int epochs, double trainImages, double testImages) =>
        Math.Max(1, (int)Math.Ceiling((double)epochs / EpochsBetween(trainImages, testImages)));
}
