namespace Sweep.Cli.Doctor;

/// <summary>The product's messages say what is wrong in their first sentence, and after it what to do.</summary>
internal static class Advice
{
    /// <param name="otherwise">What to do when the message does not say.</param>
    public static Finding Failed(string message, string otherwise)
    {
        var line = message.ReplaceLineEndings(" ");
        return line.IndexOf(". ", StringComparison.Ordinal) is > 0 and var end
            ? Finding.Failed(line[..end], line[(end + 2)..])
            : Finding.Failed(line.TrimEnd('.'), otherwise);
    }
}
