namespace Sweep.Hosting.Configuration;

/// <summary>A program was told something that it cannot accept.</summary>
/// <param name="problems">At least one; each one line with its place.</param>
public sealed class SettingsException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems => problems;
}
