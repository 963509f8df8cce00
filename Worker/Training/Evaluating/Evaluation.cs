using Sweep.Contracts.Results;

namespace Sweep.Worker.Training.Evaluating;

/// <summary>The accuracy and loss of a network on a set of images; see <see cref="StageResult"/> for the units.</summary>
public sealed record Evaluation(double Top1, double Top5, double Loss, IReadOnlyList<double> PerClass, ImageOutcomes Outcomes);
