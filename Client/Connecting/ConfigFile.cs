using System.Text;
using Sweep.Client.Errors;
using Sweep.Contracts.Files;

namespace Sweep.Client.Connecting;

/// <summary>The file with the named contexts. It holds paths of tokens, never a token.</summary>
public sealed class ConfigFile(string path)
{
    /// <summary>Bytes; far beyond what anyone writes.</summary>
    private const int MaxLength = 1 << 20;

    public string Path => path;

    /// <summary><c>sweep/config.yaml</c> in <c>XDG_CONFIG_HOME</c>, else in <c>~/.config</c>.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static ConfigFile OfUser(Func<string, string?> variable)
    {
        var folder = variable("XDG_CONFIG_HOME") is { Length: > 0 } given ? given : System.IO.Path.Combine(HomeFolder.OfUser, ".config");
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
        try
        {
            WholeFile.Write(path, Encoding.UTF8.GetBytes(ConfigWriter.Write(config)), isPrivate: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be written: {error.Message}");
        }
    }
}
