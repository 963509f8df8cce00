using System.Diagnostics;
using Sweep.Tests.Coordinator.Planning;

namespace Sweep.Tests.Coordinator.Web;

/// <summary>The page's own tests of what needs no browser (Coordinator/Web/tests), as part of these.</summary>
public sealed class PageLogicTests
{
    [Fact]
    public async Task NpmTest_OfThePage_Passes()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo("npm", ["--silent", "test"])
        {
            WorkingDirectory = Path.Combine(Repository.Root, "Coordinator", "Web"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var npm = Process.Start(start)!;
        var output = npm.StandardOutput.ReadToEndAsync(cancellation);
        var errors = npm.StandardError.ReadToEndAsync(cancellation);
        try
        {
            await npm.WaitForExitAsync(cancellation);
        }
        finally
        {
            if (!npm.HasExited)
                npm.Kill(entireProcessTree: true);
        }

        var told = await output + await errors;
        Assert.True(npm.ExitCode == 0, told);
        Assert.Matches("# pass [1-9]", told);
    }
}
