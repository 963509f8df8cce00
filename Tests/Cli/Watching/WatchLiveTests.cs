using Google.Protobuf.WellKnownTypes;
using Spectre.Console;
using Sweep.Api.V1;
using Sweep.Cli.Watching;

namespace Sweep.Tests.Cli.Watching;

public class WatchLiveTests
{
    private readonly WatchState _state = new();

    [Fact]
    public void Render_OneSweep_ShowsBarTimeWorkAndFailures()
    {
        var message = new WatchResponse
        {
            Sequence = 7,
            HasWorkers = true,
            IsCurrent = true,
            Sweeps = { Info("study", SweepState.Running) },
        };
        message.Workers.Add(
            new WorkerInfo
            {
                Id = "node1-7-a",
                Slots = 2,
                Held = { new HeldStage() },
            }
        );
        message.Running.Add(Running("node1-7-a"));
        message.Settled.Add(
            new SettledStage
            {
                Stage = Ref("train", 0),
                State = StageState.Failed,
                Error = "out of memory [really]",
            }
        );
        message.Settled.Add(
            new SettledStage
            {
                Stage = Ref("prune", 0.8),
                State = StageState.Completed,
                Top1 = 91.25,
            }
        );
        var text = Show(false, 40, message);

        Assert.Contains("study ━", text, StringComparison.Ordinal);
        Assert.Contains("34 % · 3 min 20 s left", text, StringComparison.Ordinal);
        Assert.Contains("trials 12 of 40 done, 1 failed", text, StringComparison.Ordinal);
        Assert.Contains(
            "1 h 30 min of at most 8 h of workers used, 2 h 00 min saved by sharing, 1,250 images/s · 1 worker, 1 of 2 slots busy",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            text.Split('\n'),
            line =>
                line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    is ["node1-7-a", "cuda:0", "prune to 80 % · seed 1 · attempt 2", "3/10", "91.20", "1,250", "12 s"]
        );
        Assert.Contains("failed  fine-tune · seed 1 (0123456789ab): out of memory [really]", text, StringComparison.Ordinal);
        Assert.Contains("done    prune to 80 % · seed 1: top1 91.25 %", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Render_MoreThanTheWindowHolds_FitsAndSaysHowMuchMore(bool isMany)
    {
        var message = new WatchResponse { RunningOmitted = 5000, IsCurrent = true };
        message.Sweeps.AddRange(
            Enumerable
                .Range(0, isMany ? 300 : 1)
                .Select(number => Info($"study-{number}", number == 250 ? SweepState.Running : SweepState.Completed))
        );
        message.Running.AddRange(Enumerable.Range(0, 1000).Select(number => Running($"node-{number}")));
        message.Settled.AddRange(
            Enumerable
                .Range(0, 1000)
                .Select(number => new SettledStage
                {
                    Stage = Ref("train", 0),
                    State = StageState.Failed,
                    Error = $"reason {number}",
                })
        );
        var text = Show(isMany, 30, message);

        Assert.InRange(text.TrimEnd().Split('\n').Length, 10, 30);
        Assert.Contains("reason 999", text, StringComparison.Ordinal);
        Assert.Contains(" more", text, StringComparison.Ordinal);
        Assert.Contains(isMany ? "study-250" : "study-0", text, StringComparison.Ordinal);
    }

    private string Show(bool isMany, int height, WatchResponse message)
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        (console.Profile.Width, console.Profile.Height) = (160, height);
        var view = new WatchLive(console, isMany, TimeProvider.System);
        _state.Take(message);
        view.OnMessage(message, _state);
        console.Write(view.Render());
        return output.ToString();
    }

    private static SweepInfo Info(string name, SweepState state) =>
        new()
        {
            Name = name,
            State = state,
            Created = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)),
            Spent = Duration.FromTimeSpan(TimeSpan.FromMinutes(90)),
            Saved = Duration.FromTimeSpan(TimeSpan.FromHours(2)),
            Remaining = Duration.FromTimeSpan(TimeSpan.FromSeconds(200)),
            GpuHours = 8,
            Fraction = 0.345,
            Trials = new TrialCounts
            {
                Total = 40,
                Completed = 12,
                Failed = 1,
            },
            Stages = new StageCounts
            {
                Total = 60,
                Completed = 20,
                Failed = 1,
            },
        };

    private static RunningStage Running(string worker) =>
        new()
        {
            WorkerId = worker,
            Device = "cuda:0",
            Attempt = 2,
            Started = true,
            Stage = Ref("prune", 0.8),
            Progress = new StageProgress
            {
                Epoch = 3,
                Epochs = 10,
                ImagesPerSecond = 1250,
                Top1 = 91.2,
            },
            Elapsed = Duration.FromTimeSpan(TimeSpan.FromSeconds(12)),
        };

    private static StageRef Ref(string kind, double sparsity) =>
        new()
        {
            StageId = "0123456789abcdef0123456789abcdef",
            Kind = kind,
            Dataset = "mnist",
            Architecture = "vgg16",
            Sparsity = sparsity,
            Seed = 1,
            Pretrained = true,
            Name = kind == "prune" ? "prune to 80 % · seed 1" : "fine-tune · seed 1",
        };
}
