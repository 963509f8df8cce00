using System.Diagnostics;

namespace Sweep.Tests.Worker.Running;

/// <summary>
/// Runs an explicit test of this program in another process, which can be killed, measured or given its own file system.
/// </summary>
internal static class ChildTest
{
    private const string Variable = "SWEEP_TEST_CHILD";

    /// <summary>Limits the wait for a child that hangs.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(10);

    /// <summary>The argument that the parent passed to the child; skips the test when no parent started it.</summary>
    public static string Argument
    {
        get
        {
            var argument = Environment.GetEnvironmentVariable(Variable);
            Assert.SkipWhen(argument is null, "only to be started by another test");
            return argument!;
        }
    }

    /// <param name="around">A program and its arguments that run the rest of the command line; empty for none.</param>
    public static Process Start(Type type, string method, string argument, params string[] around)
    {
        string[] command =
        [
            .. around,
            Path.Combine(AppContext.BaseDirectory, "Worker.Tests"),
            "-noColor",
            "-explicit",
            "only",
            "-method",
            $"{type.FullName}.{method}",
        ];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            Environment = { [Variable] = argument },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }

    /// <summary>In the child: blocks while the parent lives, and ends the process when the parent has ended.</summary>
    public static void WaitForEver()
    {
        while (Console.In.ReadLine() is not null) { }

        Environment.Exit(1);
    }

    /// <summary>Waits until the child's test has passed; returns the child's output.</summary>
    public static async Task<string> PassAsync(Process child)
    {
        string output;
        try
        {
            output = await child.StandardOutput.ReadToEndAsync(Waiting.Stop).WaitAsync(_patience, Waiting.Stop);
            await child.WaitForExitAsync(Waiting.Stop).WaitAsync(Waiting.Patience, Waiting.Stop);
        }
        catch
        {
            child.Kill(entireProcessTree: true);
            throw;
        }

        Assert.True(child.ExitCode == 0 && output.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", StringComparison.Ordinal), output);
        return output;
    }
}
