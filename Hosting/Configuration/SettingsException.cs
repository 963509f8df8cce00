namespace Sweep.Hosting.Configuration;

/// <summary>The program cannot accept its settings.</summary>
/// <param name="problems">There is at least one. Each is one line and names its place.</param>
public sealed class SettingsException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems => problems;
}
