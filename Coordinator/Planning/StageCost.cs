using Sweep.Contracts.Architectures;
using Sweep.Contracts.Spec;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Planning;

/// <summary>What one stage costs: its epochs, and an evaluation of the test set at their end.</summary>
/// <param name="Images">Trained on, over all epochs.</param>
public readonly record struct StageCost(double Images, double MultiplyAccumulates, double Seconds)
{
    public static StageCost Of(StageDefinition stage, Throughput throughput)
    {
        var data = stage.Data;
        var facts = DatasetFacts.Find(data.Dataset)!;
        var classes = data.Classes?.Count ?? facts.Classes;
        var share = (double)classes / facts.Classes;
        var available = share * (facts.HasSplit ? facts.TrainImages : (double)data.TrainPerClass * facts.Classes);
        var tests = share * (facts.HasSplit ? facts.TestImages : Math.Max(0, facts.TrainImages + facts.TestImages - (data.TrainPerClass * facts.Classes)));
        var trained = Math.Min(data.Samples ?? available, available) * stage.Training.Epochs;
        var macs = ArchitectureCatalogue.Create(stage.Model, data.Image, classes).MultiplyAccumulates;
        var passes = (trained * Throughput.PassesOfTraining) + tests;
        var seconds = passes / Throughput.PassesOfTraining / throughput.ImagesPerSecond(stage.Model.Architecture, macs);
        return new StageCost(trained, passes * macs, seconds);
    }
}
