using System.Diagnostics;

namespace Sweep.Tests.Worker.Running;

/// <summary>Runs an explicit test of this program in a process of its own, which can be killed, measured or given a file system of its own.</summary>
internal static class ChildTest
{
    private const string Variable = "SWEEP_TEST_CHILD";

    /// <summary>Bounds how long a child that hangs is waited for.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(10);

    /// <summary>What the parent gave the child; skips the test that was started in no other way.</summary>
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

    /// <summary>In the child: never goes on while the parent lives, and ends the process when it does not.</summary>
    public static void WaitForEver()
    {
        while (Console.In.ReadLine() is not null) { }

        Environment.Exit(1);
    }

    /// <summary>Waits for the child's test to pass; returns what it wrote.</summary>
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
