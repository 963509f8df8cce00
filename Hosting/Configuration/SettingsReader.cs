using Microsoft.Extensions.Configuration;
using Sweep.Contracts.Spec;

namespace Sweep.Hosting.Configuration;

/// <summary>Reads a program's settings: the defaults, changed by the file, then by variables, then by flags.</summary>
public static class SettingsReader
{
    /// <param name="workingFolder">Where the file is looked for first, and what its path is relative to.</param>
    /// <exception cref="SettingsException">Something is not known or not acceptable; all that is wrong is said at once.</exception>
    public static TSettings Read<TSettings>(
        ProgramCatalogue<TSettings> catalogue,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> variables,
        string workingFolder
    )
        where TSettings : class
    {
        var problems = new List<string>();
        var flags = FlagReader.Read(catalogue, arguments, problems, out var asked);
        List<WrittenSetting<TSettings>> written =
        [
            .. FromFile(catalogue, asked ?? SettingsFile.Find(catalogue.FileName, workingFolder), workingFolder, problems),
            .. FromVariables(catalogue, variables, problems),
            .. flags,
        ];

        var settings = written.Aggregate(catalogue.Defaults, (before, entry) => Apply(before, entry, problems));
        if (problems.Count == 0)
            problems.AddRange(catalogue.Check(settings));
        return problems.Count == 0 ? settings : throw new SettingsException(problems);
    }

    private static TSettings Apply<TSettings>(TSettings settings, WrittenSetting<TSettings> written, List<string> problems)
        where TSettings : class
    {
        var refusals = new SpecProblems();
        if (written.Setting.Set(settings, written.Value, refusals) is { } changed)
            return changed;
        problems.AddRange(
            written.Setting.IsSecret
                ? [$"{written.Place}: expected {written.Setting.Expected}"]
                : refusals.InOrder().Select(refusal => $"{written.Place}: {refusal.Message}")
        );
        return settings;
    }

    private static IEnumerable<WrittenSetting<TSettings>> FromFile<TSettings>(
        ProgramCatalogue<TSettings> catalogue,
        string? file,
        string workingFolder,
        List<string> problems
    )
        where TSettings : class =>
        file is null
            ? []
            : new WrittenSettings<TSettings>(catalogue, keys => $"{file}: {string.Join('.', keys)}").Read(
                SettingsFile.Open(file, workingFolder),
                problems
            );

    /// <summary>Two underscores are one level down. Variables of other prefixes are others'.</summary>
    private static IEnumerable<WrittenSetting<TSettings>> FromVariables<TSettings>(
        ProgramCatalogue<TSettings> catalogue,
        IReadOnlyDictionary<string, string> variables,
        List<string> problems
    )
        where TSettings : class
    {
        var shared = catalogue.SharedBlocks.Select(block => (Prefix: $"SWEEP_{block.ToUpperInvariant()}__", Keys: (string[])[block]));
        foreach (var (prefix, keys) in shared.Append(($"SWEEP_{catalogue.Section}__", [])))
        {
            var configuration = new ConfigurationBuilder()
                .AddInMemoryCollection(
                    variables
                        .Where(variable =>
                            variable.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && variable.Key.Length > prefix.Length
                        )
                        .Select(variable =>
                            KeyValuePair.Create<string, string?>(variable.Key[prefix.Length..].Replace("__", ":"), variable.Value)
                        )
                )
                .Build();
            var written = new WrittenSettings<TSettings>(
                catalogue,
                path => prefix + string.Join("__", path.Skip(keys.Length)).Replace('-', '_').ToUpperInvariant()
            );
            foreach (var setting in written.Read(configuration, problems, keys))
                yield return setting;
        }
    }
}
