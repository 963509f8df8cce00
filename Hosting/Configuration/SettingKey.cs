namespace Sweep.Hosting.Configuration;

/// <summary>
/// Two names are the same when their letters and digits are the same: <c>resume-interval</c>, <c>ResumeInterval</c>,
/// <c>RESUME_INTERVAL</c>.
/// </summary>
internal static class SettingKey
{
    public static string Of(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    /// <summary>Normalizes each part of a path by itself.</summary>
    public static string OfPath(string path, char separator) => string.Join('.', path.Split(separator).Select(Of));
}
