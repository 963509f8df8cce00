namespace Sweep.Tests.Build;

/// <summary>The layout of the sources.</summary>
public sealed class FormatTests
{
    /// <remarks>A failure lists the files; <c>make format</c> rewrites them.</remarks>
    [Fact]
    public async Task Sources_Committed_AreFormatted()
    {
        await RunningProcess.RunAsync(SourceTree.Root, "dotnet", "tool", "restore");

        await RunningProcess.RunAsync(SourceTree.Root, "dotnet", "csharpier", "check", ".");
    }
}
