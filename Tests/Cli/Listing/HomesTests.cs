using System.Diagnostics;
using System.Globalization;
using Sweep.Cli;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Tests.Cli.Results;
using Sweep.Tests.Cli.Running;

namespace Sweep.Tests.Cli.Listing;

/// <summary>Homes that are not as usual.</summary>
public class HomesTests
{
    /// <summary>With a log beside the database, as whoever runs now or was killed leaves it; and without.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task List_OnAReadOnlyMount_Lists(bool hasLog)
    {
        Assert.SkipUnless(await CanMountAsync(), "Needs root, to mount a folder read-only.");
        using var home = new TemporaryHome();
        var copy = Directory.CreateTempSubdirectory("sweep-test-").FullName;
        try
        {
            // Whoever has it open keeps the log.
            await using (hasLog ? SqliteLedgerStore.Open(new SqliteStoreOptions(home.Home.Database)) : null)
            {
                await home.AddSweepAsync("study");
                foreach (
                    var file in Directory.GetFiles(home.Folder, "sweep.db*").Where(file => !file.EndsWith("-shm", StringComparison.Ordinal))
                )
                {
                    File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
                }
            }

            Assert.Equal(hasLog, File.Exists(Path.Combine(copy, "sweep.db-wal")));
            var (code, said) = await RunAsync(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\" && exec \"$@\"",
                copy,
                Path.Combine(AppContext.BaseDirectory, "sweep"),
                "results",
                "study",
                "--format",
                "csv",
                "--home",
                copy
            );

            Assert.Equal(ExitCode.Completed, code);
            Assert.Equal(3, said.Split('\n').Count(line => line.StartsWith("study,", StringComparison.Ordinal)));
            Assert.DoesNotContain(Directory.GetFileSystemEntries(copy), file => file.EndsWith("-shm", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    /// <summary>As accounts of services have it. Nothing is made in the current folder for it, nor anywhere else.</summary>
    [Fact]
    public async Task List_UserWithoutAFolder_LooksThereAndMakesNothing()
    {
        var current = Directory.CreateTempSubdirectory("sweep-test-").FullName;
        try
        {
            var (code, said) = await RunAsync(
                "env",
                "-C",
                current,
                "-u",
                "SWEEP_HOME",
                "-u",
                "XDG_DATA_HOME",
                "-u",
                "XDG_CONFIG_HOME",
                "HOME=/nonexistent",
                Path.Combine(AppContext.BaseDirectory, "sweep"),
                "results"
            );

            Assert.Equal(ExitCode.BadInput, code);
            Assert.Contains("/nonexistent/.local/share/sweep", said, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFileSystemEntries(current));
        }
        finally
        {
            Directory.Delete(current, recursive: true);
        }
    }

    /// <summary>A process id that was left behind is not told to be stopped: it may be another program's by now.</summary>
    [Fact]
    public async Task Run_HomeHeldByWhoeverLeftNoId_NamesNoProcess()
    {
        using var fixture = new RunFixture();
        Directory.CreateDirectory(fixture.Home);
        // The id of a process that lives, and is younger than the file that names it.
        var id = Path.Combine(fixture.Home, "sweep.pid");
        File.WriteAllText(id, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n"));
        File.SetLastWriteTimeUtc(id, DateTime.UnixEpoch.AddYears(40));
        using var held = new FileStream(Path.Combine(fixture.Home, "sweep.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        var (code, _, error) = await SweepProcess.RunAsync(fixture.Held(fixture.Spec(epochs: 1)));

        Assert.Equal(ExitCode.BadInput, code);
        Assert.StartsWith($"Another process runs the sweeps in {fixture.Home}. ", error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Said)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var stop = TestContext.Current.CancellationToken;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        await process.WaitForExitAsync(stop);
        return (process.ExitCode, string.Concat(said));
    }

    private static async Task<bool> CanMountAsync() =>
        Environment.UserName == "root" && (await RunAsync("unshare", "--mount", "true")).Code == 0;
}
