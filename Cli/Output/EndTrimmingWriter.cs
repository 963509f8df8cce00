using System.Text;

namespace Sweep.Cli.Output;

/// <summary>Leaves out the blanks at the ends of lines, which tables fill their last column with.</summary>
internal sealed class EndTrimmingWriter(TextWriter to) : TextWriter
{
    /// <summary>Blanks that come before what is written next, unless that is the line's end.</summary>
    private int _blanks;

    public override Encoding Encoding => to.Encoding;

    public override void Write(char value)
    {
        if (value == ' ')
        {
            _blanks++;
            return;
        }

        if (value is not ('\n' or '\r'))
            to.Write(new string(' ', _blanks));
        _blanks = 0;
        to.Write(value);
    }

    public override void Write(string? value)
    {
        foreach (var letter in value ?? "")
            Write(letter);
    }

    public override void Flush() => to.Flush();
}
