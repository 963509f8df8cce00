using System.Diagnostics;
using Sweep.Contracts.Messages;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;

namespace Sweep.Tests.Worker.Running;

/// <summary>Tests a real file system without room for checkpoints, which a child process has for itself.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public Task RunAsync_NoRoomForTheResumeCheckpoint_SaysSoAndEndsTheStage() =>
        OnSmallDisk(nameof(Run_InChildProcess_ResumeDoesNotFit), kilobytes: 1500);

    [Fact]
    public Task RunAsync_NoRoomForTheFinalCheckpoint_FailsWithThePlace() =>
        OnSmallDisk(nameof(Run_InChildProcess_NothingFits), kilobytes: 500);

    [Fact(Explicit = true)]
    public async Task Run_InChildProcess_ResumeDoesNotFit()
    {
        var engine = Engine();
        var stage = EngineFixture.Train();

        var finished = await engine.FinishAsync(stage);

        Assert.Equal(stage.Training.Epochs, finished.Epochs.Count);
        Assert.True(engine.Log.Notes.Count > 1, "every interval tries again");
        Assert.All(engine.Log.Notes, line => Assert.Contains("No space left on device", line, StringComparison.Ordinal));
        Assert.Single(Directory.GetFiles(Path.Combine(engine.Folder, "checkpoints"), "*", SearchOption.AllDirectories));
    }

    [Fact(Explicit = true)]
    public async Task Run_InChildProcess_NothingFits()
    {
        var engine = Engine();

        var error = await Assert.ThrowsAsync<StageException>(() => engine.FinishAsync(EngineFixture.Train()));

        Assert.Equal(FailureCause.Unknown, error.Cause);
        Assert.StartsWith(
            "The stage's final checkpoint could not be stored: No space left on device",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(engine.Folder, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(engine.Folder, "checkpoints"), "*", SearchOption.AllDirectories));
    }

    private static EngineFixture Engine() =>
        new(ChildTest.Argument)
        {
            Options = new EngineOptions
            {
                Device = "cpu",
                Threads = 1,
                ResumeInterval = TimeSpan.Zero,
            },
        };

    private static async Task OnSmallDisk(string method, int kilobytes)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && MayMount(),
            "only root may mount a small disk, and not in every container"
        );
        var folder = Directory.CreateTempSubdirectory("sweep-full-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "checkpoints"));
            var mount = $"mount -t tmpfs -o size={kilobytes}k tmpfs '{folder}/checkpoints' && exec \"$@\"";
            using var child = ChildTest.Start(typeof(FullDiskTests), method, folder, "unshare", "--mount", "sh", "-c", mount, "sh");
            await ChildTest.PassAsync(child);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool MayMount()
    {
        try
        {
            using var attempt = Process.Start(
                new ProcessStartInfo("unshare", ["--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]) { RedirectStandardError = true }
            )!;
            attempt.WaitForExit();
            return attempt.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
