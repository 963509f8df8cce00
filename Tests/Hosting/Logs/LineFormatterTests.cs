using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sweep.Hosting.Logs;

namespace Sweep.Tests.Hosting.Logs;

public sealed class LineFormatterTests
{
    [Fact]
    public void Write_TextWithLineBreaks_IsOneLine() =>
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z warn  one two\n$", Write("one\ntwo", null));

    [Fact]
    public void Write_Exception_FollowsIndented()
    {
        var lines = Write("failed", new InvalidOperationException("because\nof this")).TrimEnd().Split('\n');
        Assert.EndsWith(" warn  failed", lines[0], StringComparison.Ordinal);
        Assert.Equal("    System.InvalidOperationException: because", lines[1]);
        Assert.All(lines[1..], line => Assert.StartsWith("    ", line, StringComparison.Ordinal));
    }

    private static string Write(string text, Exception? exception)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        new LineFormatter(TimeProvider.System).Write(
            new LogEntry<string>(LogLevel.Warning, "category", default, text, exception, (state, _) => state),
            null,
            writer
        );
        return writer.ToString();
    }
}
