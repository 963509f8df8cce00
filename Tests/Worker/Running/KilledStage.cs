using System.Diagnostics;
using System.Text.Json;
using Sweep.Contracts.Stages;
using Sweep.Worker.Running;

namespace Sweep.Tests.Worker.Running;

/// <summary>Runs a stage in another process, which is this test program running the explicit test below.</summary>
public sealed class KilledStage
{
    /// <summary>Begins the lines that the child writes at every step and every epoch.</summary>
    public const string StepLine = "step done";

    internal static StageDefinition Definition { get; } =
        EngineFixture.Train() with
        {
            Id = StageId.Parse("00000000000000000000000000c0ffee"),
        };

    /// <param name="last">The line after which the child stops and waits to be killed.</param>
    public static Process Start(string folder, int last) =>
        ChildTest.Start(typeof(KilledStage), nameof(Run_InChildProcess_UntilKilled), JsonSerializer.Serialize(new Request(folder, last)));

    [Fact(Explicit = true)]
    public async Task Run_InChildProcess_UntilKilled()
    {
        var (folder, last) = JsonSerializer.Deserialize<Request>(ChildTest.Argument)!;
        var options = new EngineOptions
        {
            Device = TestDevice.Option,
            Threads = 1,
            ReportInterval = TimeSpan.Zero,
            ResumeInterval = TimeSpan.Zero,
        };

        // The fixture is not disposed, since that would delete the parent's folder.
        var engine = new EngineFixture(folder) { Options = options };
        var lines = 0;
        var progress = new Reports
        {
            OnReport = report =>
            {
                // The fingerprint of the stage's data is reported before its first step.
                if (report.Data is not null)
                {
                    return;
                }

                Console.Out.WriteLine(StepLine);
                Console.Out.Flush();
                if (++lines == last)
                {
                    ChildTest.WaitForEver();
                }
            },
        };
        await engine.RunAsync(Definition, progress);
    }

    private sealed record Request(string Folder, int Last);
}
