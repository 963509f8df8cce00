using Sweep.Worker.Examination;

namespace Sweep.Tests.Worker.Examination;

public sealed class QuickExaminationTests
{
    [Fact]
    public async Task RunAsync_ChecksOfEveryKind_ReturnsProblemsWorstFirst()
    {
        var findings = await RunAsync(
            """
            cat <<'END'
            {"schema":"sweep-doctor/1","checks":[
              {"group":"machine","name":"processor","state":"ok","found":"fine"},
              {"group":"machine","name":"locale","state":"warning","found":"POSIX"},
              {"group":"training","name":"CUDA devices","state":"failed","found":"cuda:0 does not compute"},
              {"group":"data","name":"folders","state":"warning","found":"none"},
              {"group":"places","name":"store","state":"failed","found":"none"}]}
            END
            exit 1
            """
        );

        Assert.Equal(["failed: CUDA devices: cuda:0 does not compute", "warning: locale: POSIX"], findings);
    }

    [Fact]
    public async Task RunAsync_NothingIsWrong_IsEmpty() =>
        Assert.Empty(await RunAsync("""echo '{"checks":[{"group":"machine","name":"processor","state":"ok","found":"fine"}]}'"""));

    [Fact]
    public async Task RunAsync_ManyLongFindings_AreShortenedAndLimited()
    {
        var findings = await RunAsync(
            """
            printf '{"checks":['
            for i in 1 2 3 4 5 6 7 8 9; do printf '{"group":"machine","name":"n%d","state":"warning","found":"%0400d"},' $i 0; done
            printf '{"group":"machine","name":"last","state":"ok","found":""}]}'
            """
        );

        Assert.Equal(8, findings.Count);
        Assert.All(findings, finding => Assert.Equal(300, finding.Length));
    }

    [Theory]
    [InlineData("kill -SEGV $$", "failed: sweep doctor: it ended with 139 and wrote nothing")]
    [InlineData("echo '{}'", "failed: sweep doctor: ")]
    [InlineData("echo nonsense", "failed: sweep doctor: ")]
    public async Task RunAsync_DoctorItselfFails_IsAFinding(string script, string found) =>
        Assert.StartsWith(found, Assert.Single(await RunAsync(script)), StringComparison.Ordinal);

    [Fact]
    public async Task RunAsync_ProgramIsNotThere_IsAFinding()
    {
        var findings = await new QuickExamination(["/nowhere/sweep"], "/home", TimeProvider.System).RunAsync(Waiting.Stop);

        Assert.StartsWith("failed: sweep doctor: ", Assert.Single(findings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Always_RunsTheQuickChecksOfThisMachine()
    {
        var asked = await RunAsync("""printf '{"checks":[{"group":"machine","name":"asked","state":"warning","found":"%s"}]}' "$*" """);

        Assert.Equal(["warning: asked: doctor --machine --quick --home /the/home --format json"], asked);
    }

    private static async Task<IReadOnlyList<string>> RunAsync(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs a shell.");
        return await new QuickExamination(["/bin/sh", "-c", script, "sh"], "/the/home", TimeProvider.System).RunAsync(Waiting.Stop);
    }
}
