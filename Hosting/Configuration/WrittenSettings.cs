using Microsoft.Extensions.Configuration;
using Sweep.Contracts.Spec;

namespace Sweep.Hosting.Configuration;

/// <summary>Walks through one file, or one section of the variables, and finds the setting of each value.</summary>
/// <param name="place">Names a value's place for people, from the keys that lead to it.</param>
internal sealed class WrittenSettings<TSettings>(ProgramCatalogue<TSettings> catalogue, Func<IReadOnlyList<string>, string> place)
    where TSettings : class
{
    private readonly Dictionary<string, ProgramSetting<TSettings>> _settings = catalogue.Settings.ToDictionary(setting =>
        SettingKey.OfPath(setting.Path, '.')
    );

    /// <param name="prefix">The keys that lead to the configuration's root.</param>
    public IEnumerable<WrittenSetting<TSettings>> Read(
        IConfiguration configuration,
        List<string> problems,
        params IReadOnlyList<string> prefix
    )
    {
        foreach (var section in configuration.GetChildren())
        {
            IReadOnlyList<string> keys = [.. prefix, section.Key];
            var key = string.Join('.', keys.Select(SettingKey.Of));
            if (_settings.TryGetValue(key, out var setting))
            {
                yield return new WrittenSetting<TSettings>(setting, Value(section, setting.IsSwitch), place(keys));
            }
            else if (_settings.Keys.Any(known => known.StartsWith(key + '.', StringComparison.Ordinal)))
            {
                if (section.Value is { } value)
                    problems.Add($"{place(keys)}: expected a block of settings, found '{value}'");
                foreach (var inner in Read(section, problems, keys))
                    yield return inner;
            }
            else
            {
                problems.Add($"{place(keys)}: is not known{Suggest(keys)}");
            }
        }
    }

    private static SpecNode Value(IConfigurationSection section, bool isSwitch)
    {
        // The provider of JSON files writes its true and false as .NET does.
        if (isSwitch && section.Value is ("True" or "False"))
            return new SpecScalar(section.Value == "True" ? "true" : "false", IsNull: false, 0, 0);
        var children = section.GetChildren().ToList();
        return children switch
        {
            [] => new SpecScalar(section.Value ?? "", section.Value is null, 0, 0),
            _ when children.All(child => child.Key.All(char.IsAsciiDigit)) => new SpecSequence(
                [.. children.Select(child => Value(child, isSwitch: false))],
                0,
                0
            ),
            _ => new SpecMapping([], 0, 0),
        };
    }

    private string Suggest(IReadOnlyList<string> keys)
    {
        var written = string.Join('.', keys);
        return Suggestion.Nearest(written, catalogue.Settings.Select(setting => setting.Path)) is { } nearest
            ? $", did you mean {place(nearest.Split('.'))}?"
            : $" ({catalogue.Name} --help lists what is)";
    }
}

/// <summary>A value and where it was found.</summary>
internal sealed record WrittenSetting<TSettings>(ProgramSetting<TSettings> Setting, SpecNode Value, string Place);
