using System.Text.Json.Nodes;
using Sweep.Cli.Doctor;

namespace Sweep.Tests.Cli.Doctor;

public class ExaminationTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_ThatThrows_IsAFindingAndTheOthersGoOn()
    {
        var found = await RunAsync(new FakeCheck("bad", _ => throw new InvalidOperationException("no\nway")), new FakeCheck("good"));

        Assert.Equal([FindingState.Failed, FindingState.Ok], found.Select(one => one.Finding.State));
        Assert.Equal("could not be examined: no way [InvalidOperationException]", found[0].Finding.Found);
    }

    [Fact]
    public async Task RunAsync_ThatNeverEnds_IsLeftAtItsLimit()
    {
        using var held = new ManualResetEventSlim();
        var heeds = new FakeCheck(
            "heeds",
            async stop =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
                return Finding.Ok("");
            }
        )
        {
            Limit = TimeSpan.FromSeconds(0.01),
        };
        var blocks = new FakeCheck(
            "blocks",
            _ =>
            {
                held.Wait(CancellationToken.None);
                return Task.FromResult(Finding.Ok(""));
            }
        )
        {
            Limit = TimeSpan.FromSeconds(0.01),
        };

        var found = await RunAsync(heeds, blocks, new FakeCheck("good"));
        held.Set();

        Assert.Equal([FindingState.Failed, FindingState.Failed, FindingState.Ok], found.Select(one => one.Finding.State));
        Assert.All(found.Take(2), one => Assert.StartsWith("did not answer within", one.Finding.Found, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FindingState.Failed, FindingState.Skipped)]
    [InlineData(FindingState.Skipped, FindingState.Skipped)]
    [InlineData(FindingState.Warning, FindingState.Ok)]
    public async Task RunAsync_WithoutWhatItNeeds_IsSkipped(object first, object second)
    {
        var found = await RunAsync(
            new FakeCheck("first", _ => Task.FromResult(new Finding((FindingState)first, ""))),
            new FakeCheck("second") { Needs = "first" },
            new FakeCheck("third") { Needs = "second" }
        );

        Assert.Equal([first, second, second], found.Select(one => (object)one.Finding.State));
    }

    [Fact]
    public async Task RunAsync_Interrupted_Ends()
    {
        using var interruption = new CancellationTokenSource();
        var check = new FakeCheck(
            "first",
            async stop =>
            {
                await interruption.CancelAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
                return Finding.Ok("");
            }
        );

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new Examination([check], TimeProvider.System).RunAsync(_ => { }, interruption.Token)
        );
    }

    [Fact]
    public void Of_SeveralTroubles_IsAsBadAsTheWorst()
    {
        var finding = Finding.Of("a disk", Finding.Warning("is slow", "Wait."), null, Finding.Failed("is full", "Make room."));

        Assert.Equal((FindingState.Failed, "a disk; is slow; is full", "Wait. Make room."), (finding.State, finding.Found, finding.Remedy));
    }

    [Fact]
    public async Task Printers_SameFindings_ForPeopleAndPrograms()
    {
        var found = await RunAsync(
            new FakeCheck("disk", _ => Task.FromResult(Finding.Failed("[full]", "Make room.").With(("free_bytes", 7L), ("none", null)))),
            new FakeCheck("clock", _ => Task.FromResult(Finding.Warning("slow", "Wind it.")))
        );
        var (people, programs) = (new StringWriter(), new StringWriter());
        var text = new DoctorText(people);
        foreach (var one in found)
            text.Write(one);
        text.WriteEnd(found);
        DoctorJson.Write(programs, found, "0.1.0", isQuick: true, DateTimeOffset.UnixEpoch);

        Assert.Equal(
            """
            fakes
              failed  disk                 [full]
                                           → Make room.
              warning clock                slow
                                           → Wind it.

            1 failed, 1 warning.

            """,
            people.ToString()
        );
        var json = JsonNode.Parse(programs.ToString())!;
        Assert.Equal(("sweep-doctor/1", "failed", true), ((string?)json["schema"], (string?)json["state"], (bool)json["quick"]!));
        Assert.Equal(
            ("fakes", "disk", "failed", "Make room.", 7),
            (
                (string?)json["checks"]![0]!["group"],
                (string?)json["checks"]![0]!["name"],
                (string?)json["checks"]![0]!["state"],
                (string?)json["checks"]![0]!["remedy"],
                (int)json["checks"]![0]!["facts"]!["free_bytes"]!
            )
        );
        Assert.Null(json["checks"]![0]!["facts"]!["none"]);
    }

    [Theory]
    [InlineData("It is not there. Make it. Or not.", "It is not there", "Make it. Or not.")]
    [InlineData("It is not there.", "It is not there", "Otherwise.")]
    public void Advice_Message_IsPartedIntoWhatIsWrongAndWhatToDo(string message, string found, string remedy)
    {
        var finding = Advice.Failed(message, "Otherwise.");

        Assert.Equal((found, remedy), (finding.Found, finding.Remedy));
    }

    private static Task<IReadOnlyList<Examined>> RunAsync(params IReadOnlyList<ICheck> checks) =>
        new Examination(checks, TimeProvider.System).RunAsync(_ => { }, Stop);

    private sealed class FakeCheck(string name, Func<CancellationToken, Task<Finding>>? run = null) : ICheck
    {
        public string Group => "fakes";

        public string Name => name;

        public string? Needs { get; init; }

        public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(5);

        public Task<Finding> RunAsync(CancellationToken cancellation) => run?.Invoke(cancellation) ?? Task.FromResult(Finding.Ok("good"));
    }
}
