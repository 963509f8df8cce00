namespace Sweep.Contracts.Files;

/// <summary>Finds the folder in which sweep's programs keep their files unless a setting says otherwise.</summary>
public static class HomeFolder
{
    /// <summary>
    /// Returns <paramref name="option"/>, else <c>SWEEP_HOME</c>, else <c>sweep</c> in <c>XDG_DATA_HOME</c>, else
    /// <c>~/.local/share/sweep</c>, as a full path. The folder need not exist.
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

    /// <summary>The user's own folder, whether it exists or not. It is never the current folder.</summary>
    public static string OfUser =>
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);

    /// <summary>Replaces a leading <c>~/</c> by the user's own folder. A shell does not do so in quotes, nor anybody in a file.</summary>
    public static string Expand(string path) =>
        path == "~" ? OfUser
        : path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(OfUser, path[2..])
        : path;

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
