using System.Diagnostics;
using Sweep.Cli;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Completion;
using Sweep.Tests.Cli.Remote;
using Sweep.Tests.Client.Connecting;

namespace Sweep.Tests.Cli.Completion;

public class CompletionTests : ClusterTests
{
    static CompletionTests() => QuietCompletion.Patience = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData("sweep sub", "submit")]
    [InlineData("sweep pause --server {0} ", "small")]
    [InlineData("sweep pause sm --server {0}", "small", 14)]
    [InlineData("sweep results --format c", "csv")]
    [InlineData("sweep drain --server {0} node", "node1-7-a")]
    [InlineData("sweep drain --server {0} --host node", "node1")]
    public async Task Suggest_AWord_NamesWhatCouldStandThere(string line, string suggestion, int? position = null)
    {
        Server.Join("node1-7-a");
        var written = string.Format(System.Globalization.CultureInfo.InvariantCulture, line, Server.Address);
        var run = await Remote.Cluster.RunAsync($"[suggest:{position ?? written.Length}]", written);

        Assert.Contains(suggestion, run.Output.Split('\n').Select(found => found.Trim()));
    }

    [Fact]
    public async Task Suggest_NobodyAnswers_SaysNothing()
    {
        const string line = "sweep pause --server http://127.0.0.1:1 ";
        var run = await Remote.Cluster.RunAsync($"[suggest:{line.Length}]", line);

        Assert.Equal((ExitCode.Completed, ""), (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData("sweep comp", "completion")]
    [InlineData("sweep context use ", "here lab")]
    [InlineData("sweep context use l", "lab")]
    [InlineData("sweep show --home /nowhere ", "")]
    public async Task Bash_ALine_IsCompletedByTheProgram(string line, string replies)
    {
        using var folder = new ConfigFolder().WithConfig(
            "contexts: { here: { server: 'http://127.0.0.1:1' }, lab: { server: 'https://lab:2' } }"
        );
        var script = folder.Write("sweep.bash", ShellScript.Of("bash"));
        var test = folder.Write(
            "test.bash",
            """
            source "$1"; COMP_LINE=$2; COMP_POINT=${#2}; read -ra COMP_WORDS <<< "$2"; [[ $2 == *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _sweep; echo "${COMPREPLY[*]}"
            """
        );

        Assert.Equal(replies, await BashAsync(folder, test, script, line));
    }

    private static async Task<string> BashAsync(ConfigFolder folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", arguments) { RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["XDG_CONFIG_HOME"] = folder.Folder;
        start.Environment.Remove("SWEEP_SERVER");
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        return output.Trim();
    }
}
