using System.Text.Json;
using Sweep.Contracts.Architectures;
using Sweep.Performance.Training;
using Sweep.Performance.Training.Loops;
using Sweep.Worker.Data;
using Sweep.Worker.Examination;
using Sweep.Worker.Models;
using Sweep.Worker.Native;

namespace Sweep.Performance.Gpu;

/// <summary>This program as our loop on a device: <c>gpu-loop DEVICE THREADS IMAGES</c>, asked by lines of standard input, one <see cref="GpuQuestion"/> each.</summary>
internal static class GpuLoopProgram
{
    public static async Task<int> RunAsync(string device, int threads, int images)
    {
        NativeRuntime.Prepare();
        var set = TrainingSpeed.RandomImages(images);
        while (Console.ReadLine() is { } line)
        {
            var question = JsonSerializer.Deserialize<GpuQuestion>(line, GpuQuestion.Json)!;
            GpuAnswer answer;
            try
            {
                answer = question.Do switch
                {
                    "first" => First(question, device),
                    "bits" => Bits(question, set, device, threads),
                    _ => await SpeedAsync(question, set, device, threads),
                };
            }
            catch (Exception error)
            {
                answer = new GpuAnswer { Error = error.Message.Split('\n')[0].Trim() };
            }

            Console.WriteLine(JsonSerializer.Serialize(answer, GpuQuestion.Json));
        }

        return 0;
    }

    private static GpuAnswer First(GpuQuestion question, string device)
    {
        TensorCores.Allow(tf32: false);
        Cudnn.TryChoose(deterministic: true);
        using var network = new Network(
            ArchitectureCatalogue.Create(question.Case.Model, TrainingCase.Image, TrainingCase.Classes),
            device: DeviceChoice.Of(device)
        );
        var step = SweepLoop.FirstStepOf(network, FirstBatch.Read(question.File!));
        return new GpuAnswer
        {
            Loss = step.Loss,
            Gradient = step.GradientNorm,
            Parameters = step.Parameters,
        };
    }

    private static GpuAnswer Bits(GpuQuestion question, ImageSet set, string device, int threads)
    {
        using var trained = new TrainedCase(question.Case, set, device, threads, TimeProvider.System);
        try
        {
            trained.Trainer.Run([
                trainer =>
                {
                    if (trainer.Step == question.Steps)
                    {
                        throw new OperationCanceledException();
                    }
                },
            ]);
        }
        catch (OperationCanceledException)
        {
            // Those were the steps.
        }

        return new GpuAnswer { Digest = trained.Digest() };
    }

    private static async Task<GpuAnswer> SpeedAsync(GpuQuestion question, ImageSet set, string device, int threads)
    {
        var facts = await new TrainingSpeed(question.Case, set, device, threads, TimeProvider.System).MeasureAsync(() =>
        {
            Console.WriteLine(GpuQuestion.Ready);
            Console.ReadLine();
        });
        return new GpuAnswer
        {
            Rate = facts.Median,
            Least = facts.Least,
            Most = facts.Most,
        };
    }
}
