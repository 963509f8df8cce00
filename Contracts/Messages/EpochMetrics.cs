namespace Sweep.Contracts.Messages;

/// <summary>One point of a learning curve.</summary>
/// <param name="Epoch">Number of the epoch, from 1.</param>
/// <param name="TrainLoss">Mean loss over the epoch's images, with label smoothing.</param>
/// <param name="Top1">Top-1 accuracy on the test set, in percent; null when the epoch was not evaluated.</param>
/// <param name="Loss">
/// Cross-entropy on the test set, without label smoothing; null when the epoch was not evaluated or the loss is not finite.
/// </param>
/// <param name="LearningRate">Learning rate of the epoch's last step.</param>
/// <param name="Sparsity">Share of the prunable weights that is removed, 0…1.</param>
public sealed record EpochMetrics(int Epoch, double TrainLoss, double? Top1, double? Loss, double LearningRate, double Sparsity);
