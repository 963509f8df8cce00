using System.Text;

namespace Sweep.Cli.Connecting;

/// <summary>The file with the named contexts. It holds paths of tokens, never a token.</summary>
public sealed class ConfigFile(string path)
{
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Bytes; far beyond what anyone writes.</summary>
    private const int MaxLength = 1 << 20;

    public string Path => path;

    /// <summary><c>sweep/config.yaml</c> in <c>XDG_CONFIG_HOME</c>, else in <c>~/.config</c>.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static ConfigFile OfUser(Func<string, string?> variable)
    {
        var folder = variable("XDG_CONFIG_HOME") is { Length: > 0 } given
            ? given
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
        return new ConfigFile(System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, "sweep", "config.yaml")));
    }

    /// <summary>Empty when there is no file.</summary>
    /// <exception cref="BadInputException">It cannot be read, or not be understood; the message lists every problem with its line.</exception>
    public ClusterConfig Read()
    {
        try
        {
            if (!File.Exists(path))
                return ClusterConfig.Empty;
            if (new FileInfo(path).Length > MaxLength)
                throw new BadInputException($"{path}: is larger than 1 MiB; expected current and contexts in YAML.");
            return ConfigReader.Read(File.ReadAllText(path), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be read: {error.Message}");
        }
    }

    /// <summary>Replaces the file in one step; only its owner can read it.</summary>
    /// <exception cref="BadInputException">It cannot be written.</exception>
    public void Write(ClusterConfig config)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            using (var file = new FileStream(temporary, Options()))
                file.Write(Encoding.UTF8.GetBytes(ConfigWriter.Write(config)));
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Discard(temporary);
            throw new BadInputException($"{path}: cannot be written: {error.Message}");
        }
    }

    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It was never made; what matters is said already.
        }
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnersAlone;
        return options;
    }
}
