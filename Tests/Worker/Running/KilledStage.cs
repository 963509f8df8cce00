using System.Diagnostics;
using Sweep.Contracts.Stages;
using Sweep.Worker.Running;

namespace Sweep.Tests.Worker.Running;

/// <summary>Runs a stage in a process of its own, which is this test program, told to run the explicit test below.</summary>
public sealed class KilledStage
{
    public const string StepLine = "step done";

    internal static StageDefinition Definition { get; } = EngineFixture.Train() with { Id = StageId.Parse("00000000000000000000000000c0ffee") };

    public static Process Start(string folder) => ChildTest.Start(typeof(KilledStage), nameof(Run_InChildProcess_UntilKilled), folder);

    [Fact(Explicit = true)]
    public async Task Run_InChildProcess_UntilKilled()
    {
        var folder = ChildTest.Argument;
        var options = new EngineOptions { Device = "cpu", Threads = 1, ReportInterval = TimeSpan.Zero, ResumeInterval = TimeSpan.FromMilliseconds(20) };

        // Disposing of the fixture would delete the parent's folder.
        var engine = new EngineFixture(folder) { Options = options };
        var progress = new Reports
        {
            OnReport = _ =>
            {
                Console.Out.WriteLine(StepLine);
                Console.Out.Flush();
            },
        };
        await engine.RunAsync(Definition, progress);
    }
}
