namespace Sweep.Contracts.Files;

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
            var data = NotEmpty(Environment.GetEnvironmentVariable("XDG_DATA_HOME")) ?? Path.Combine(OfUser, ".local", "share");
            folder = Path.Combine(data, "sweep");
        }

        return Path.GetFullPath(Expand(folder));
    }

    /// <summary>The user's own, whether it is there or not; never the current folder.</summary>
    public static string OfUser =>
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);

    /// <summary>A path in the user's own folder when it begins with <c>~/</c>, which a shell leaves alone in quotes, and in a file; else as it is.</summary>
    public static string Expand(string path) =>
        path == "~" ? OfUser
        : path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(OfUser, path[2..])
        : path;

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
