using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Sweep.Hosting.Configuration;

/// <summary>Finds and opens the JSON file of a program's settings. The file may have comments, and a comma after the last entry.</summary>
internal static class SettingsFile
{
    private const string SystemFolder = "/etc/sweep";

    /// <summary>Finds the file that a program reads when no flag names one; null when there is none.</summary>
    public static string? Find(string fileName, string workingFolder)
    {
        if (File.Exists(Path.Combine(workingFolder, fileName)))
            return fileName;
        var system = Path.Combine(SystemFolder, fileName);
        return File.Exists(system) ? system : null;
    }

    /// <exception cref="SettingsException">The file cannot be read, or is not JSON.</exception>
    public static IConfiguration Open(string file, string workingFolder)
    {
        try
        {
            using var stream = File.OpenRead(Path.Combine(workingFolder, file));
            return new ConfigurationBuilder().AddJsonStream(stream).Build();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([$"{file}: cannot be read: {exception.Message}"]);
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            throw new SettingsException([$"{file}: {Reason(exception)}"]);
        }
    }

    private static string Reason(Exception exception)
    {
        var parsing = exception as JsonException ?? exception.InnerException as JsonException;
        return parsing?.LineNumber is { } line
            ? string.Create(CultureInfo.InvariantCulture, $"line {line + 1}: is not JSON: {FirstSentence(parsing.Message)}")
            : exception.Message;
    }

    private static string FirstSentence(string message) => message.Split(". ")[0] + ".";
}
