using Sweep.Contracts.Messages;
using Sweep.Contracts.Spec;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Store;

/// <summary>Facts to store, distinguished by their numbers.</summary>
internal static class SampleBatch
{
    private static readonly DateTimeOffset _moment = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Batch Empty { get; } = new() { Head = new LedgerHead(9, 2, 8, 2) };

    /// <summary>A submitted sweep whose trials end in stages 1 and 2 alternately.</summary>
    public static Batch Sweep(long number, string name, int trials = 0) =>
        Empty with
        {
            Added =
            [
                new AddedSweep(
                    number,
                    $"text of {name}",
                    Enumerable.Range(0, trials).Select(Trial),
                    [.. Enumerable.Range(0, trials).Select(index => 1L + (index % 2))]
                ),
            ],
            Sweeps = [Facts(number, name)],
        };

    public static SweepFacts Facts(long number, string name) =>
        new()
        {
            Number = number,
            Name = name,
            SpecHash = $"hash of {name}",
            State = SweepState.Running,
            Priority = 3,
            Retries = 2,
            Weight = 1.5,
            StageTimeout = TimeSpan.FromMinutes(5),
            GpuHours = 2.5,
            About = new SweepAbout
            {
                Description = $"about {name}",
                Tags = ["a", name],
                Notes = "one\ntwo",
                Notify = new SweepNotify(new Webhook("https://hooks.example.org/a"), [NoticeKind.Failed, NoticeKind.Budget]),
            },
            Owed =
            [
                new OwedNotice
                {
                    Id = "n1",
                    Kind = NoticeKind.Failed,
                    IsForOperator = true,
                    Time = _moment,
                    Text = "it \"failed\"",
                    Trials = 3,
                    TrialsCompleted = 1,
                    TrialsFailed = 2,
                    Spent = TimeSpan.FromSeconds(3),
                },
            ],
            Created = _moment,
            Reused = 4,
            Spent = TimeSpan.FromSeconds(3),
            Unshared = TimeSpan.FromSeconds(8),
            Counts = new SweepCounts(
                new Dictionary<StageState, StateCount> { [StageState.Ready] = new(2, 1, 2.5), [StageState.Completed] = new(1, 1, 1) }
            ),
        };

    public static SettingsFacts Settings(int number) =>
        new(
            number,
            SampleSweep.Definition("a") with
            {
                Id = default,
                Seed = 0,
                Training = new TrainingSettings { Epochs = number },
            }
        );

    public static StageId Id(long number) => SampleSweep.Id($"stage {number}");

    /// <summary>A stage that was handed out once.</summary>
    public static StageFacts Stage(long number, long parent, params long[] sweeps) =>
        new()
        {
            Number = number,
            Id = Id(number),
            Parent = parent,
            Settings = 1,
            Sparsity = 0.5,
            Seed = (int)number,
            Attempt = 1,
            Splits = 1,
            Curve = [],
            Members = [.. sweeps.Select(sweep => new MemberFacts(sweep, 1, 2, 1.5, 2.5))],
            HasNewMembers = true,
        };

    public static NewTrial Trial(int index) =>
        new()
        {
            Index = index,
            Dataset = "mnist",
            Architecture = "vgg16",
            Mode = "from-scratch",
            Sparsity = 0.25,
            Seed = index,
            StageId = Id(1 + (index % 2)),
            Axes = index % 2 == 0 ? new Dictionary<string, string>() : new Dictionary<string, string> { ["width"] = "0.25" },
        };

    public static EpochMetrics Point(int epoch) => new(epoch, 0.5, 80, 0.4, 0.01, 0.2);

    public static AttemptRecord Attempt(int number) =>
        new()
        {
            Number = number,
            WorkerId = $"w{number}",
            Queued = _moment,
            Started = _moment.AddSeconds(1),
            Ended = _moment.AddSeconds(2),
            Outcome = AttemptOutcome.Released,
        };
}
