using Sweep.Client.Connecting;

namespace Sweep.Tests.Client.Connecting;

/// <summary>A user's configuration folder of its own.</summary>
internal sealed class ConfigFolder : IDisposable
{
    private readonly Dictionary<string, string> _variables = [];

    public ConfigFolder() => _variables["XDG_CONFIG_HOME"] = Folder;

    public string Folder { get; } = Directory.CreateTempSubdirectory("sweep-config-").FullName;

    public ConfigFile File => ConfigFile.OfUser(Variable);

    public string? Variable(string name) => _variables.GetValueOrDefault(name);

    public ConfigFolder With(string variable, string value)
    {
        _variables[variable] = value;
        return this;
    }

    /// <summary>Writes the configuration file as a user would.</summary>
    public ConfigFolder WithConfig(string text)
    {
        Write(Path.Combine("sweep", "config.yaml"), text);
        return this;
    }

    /// <returns>The file's path.</returns>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
