using Sweep.Cli.Output;

namespace Sweep.Tests.Cli.Output;

public class EndTrimmingWriterTests
{
    [Theory]
    [InlineData("a  b   \n", "a  b\n")]
    [InlineData("   \n\n", "\n\n")]
    [InlineData("a \r\n b", "a\r\n b")]
    [InlineData("no end  ", "no end")]
    public void Write_BlanksBeforeALineEnd_AreLeftOut(string text, string written)
    {
        var output = new StringWriter();
        using var trimming = new EndTrimmingWriter(output);
        trimming.Write(text[..(text.Length / 2)]);
        trimming.Write(text[(text.Length / 2)..]);
        trimming.Flush();

        Assert.Equal(written, output.ToString());
    }

    [Fact]
    public void Table_Piped_HasNoBlanksAtLineEnds()
    {
        var output = new StringWriter();
        var table = Terminal.Table("a", "wide column");
        table.Row("1", "x");
        Terminal.On(output).Write(table);

        Assert.DoesNotContain(output.ToString().Split('\n'), line => line.EndsWith(' '));
    }
}
