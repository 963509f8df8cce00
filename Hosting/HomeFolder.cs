namespace Sweep.Hosting;

/// <summary>The folder that all of sweep's programs keep things in unless they are told otherwise.</summary>
public static class HomeFolder
{
    /// <summary>
    /// <paramref name="option"/>, else <c>SWEEP_HOME</c>, else <c>sweep</c> in <c>XDG_DATA_HOME</c>, else
    /// <c>~/.local/share/sweep</c>, as a full path. It need not exist.
    /// </summary>
    public static string Resolve(string? option)
    {
        var folder = NotEmpty(option) ?? NotEmpty(Environment.GetEnvironmentVariable("SWEEP_HOME"));
        if (folder is null)
        {
            var data = NotEmpty(Environment.GetEnvironmentVariable("XDG_DATA_HOME"))
                ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share");
            folder = Path.Combine(data, "sweep");
        }

        return Path.GetFullPath(folder);
    }

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
