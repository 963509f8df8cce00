using System.Globalization;

namespace Sweep.Performance.Training.Loops;

/// <summary>This program as one of the loops: <c>loop sweep|torchsharp ARCHITECTURE WIDTH THREADS [LOADER_WORKERS]</c>; see <see cref="LoopProcess"/>.</summary>
internal static class LoopProgram
{
    public static int Run(IReadOnlyList<string> arguments)
    {
        var training = TrainingCase.Parse([.. arguments.Skip(1)]);
        using ITrainingLoop loop =
            arguments[0] == "sweep"
                ? new SweepLoop(training)
                : new TorchSharpLoop(training, int.Parse(arguments[4], CultureInfo.InvariantCulture));
        if (Console.ReadLine() is { } batch)
        {
            Console.WriteLine(loop.TakeFirstStep(FirstBatch.Read(batch)));
            loop.Train(new Rounds());
        }

        return 0;
    }
}
