using Sweep.Contracts.Architectures;
using Sweep.Contracts.Spec;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Planning;

/// <summary>
/// The cost of one stage: its epochs, and the evaluations on the test set during and after them. Seconds are those of a worker of the
/// assumed throughput.
/// </summary>
/// <param name="Images">The training images, over all epochs.</param>
public readonly record struct StageCost(double Images, double MultiplyAccumulates, double Seconds)
{
    public static StageCost Of(StageDefinition stage, Throughput throughput)
    {
        var data = stage.Data;
        var facts = DatasetFacts.Find(data.Dataset)!;
        var classes = data.Classes?.Count ?? facts.Classes;
        var share = (double)classes / facts.Classes;
        var available = share * (facts.HasSplit ? facts.TrainImages : (double)data.TrainPerClass * facts.Classes);
        var tests =
            share
            * (
                facts.HasSplit ? facts.TestImages : Math.Max(0, facts.TrainImages + facts.TestImages - (data.TrainPerClass * facts.Classes))
            );
        var anEpoch = Math.Min(data.Samples ?? available, available);
        var trained = anEpoch * stage.Training.Epochs;
        var evaluated = tests * EvaluationRhythm.Count(stage.Training.Epochs, anEpoch, tests);
        var macs = ArchitectureCatalogue.Create(stage.Model, data.Image, classes).MultiplyAccumulates;
        var passes = (trained * Throughput.PassesOfTraining) + evaluated;
        var seconds = passes / Throughput.PassesOfTraining / throughput.ImagesPerSecond(stage.Model.Architecture, macs);
        return new StageCost(trained, passes * macs, seconds);
    }
}
