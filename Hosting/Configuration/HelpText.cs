using System.Text;

namespace Sweep.Hosting.Configuration;

/// <summary>What <c>--help</c> says, from the catalogue.</summary>
internal static class HelpText
{
    public static string Of<TSettings>(ProgramCatalogue<TSettings> catalogue)
        where TSettings : class
    {
        var text = new StringBuilder()
            .AppendLine(catalogue.Summary)
            .AppendLine()
            .AppendLine($"Usage: {catalogue.Name} [settings]")
            .AppendLine()
            .AppendLine($"Settings come from a file, from variables and from flags; of two that differ the later one of these holds.")
            .AppendLine($"  --config FILE")
            .AppendLine($"      JSON: {{ {Sample(catalogue)} }} [default: {catalogue.FileName} here or in /etc/sweep, if there is one]");
        foreach (var setting in catalogue.Settings.Where(setting => !setting.IsHidden))
        {
            var flag =
                setting.IsSecret ? "(no flag)"
                : setting.IsSwitch ? setting.Flag
                : $"{setting.Flag} {setting.Placeholder}";
            text.AppendLine($"  {flag, -34} {catalogue.Variable(setting)}");
            var fallback = setting.DefaultText(catalogue.Defaults) is { } value ? $" [default: {value}]" : "";
            text.AppendLine($"      {setting.Description}{fallback}");
        }

        text.AppendLine("  --help, --version").AppendLine();
        if (catalogue.Examples.Count > 0)
            text.AppendLine("Examples:").AppendJoin(Environment.NewLine, catalogue.Examples.Select(example => "  " + example)).AppendLine();
        return text.ToString();
    }

    /// <summary>A setting of the program's own and one of a block, as the file has them.</summary>
    private static string Sample<TSettings>(ProgramCatalogue<TSettings> catalogue)
        where TSettings : class =>
        string.Join(
            ", ",
            catalogue
                .Settings.Where(setting => !setting.IsSecret && setting.DefaultText(catalogue.Defaults) is not null)
                .DistinctBy(setting => setting.Path.Contains('.'))
                .Select(setting =>
                {
                    var value = setting.DefaultText(catalogue.Defaults)!;
                    var json =
                        setting.IsSwitch || value.All(char.IsAsciiDigit) ? value
                        : setting.IsList ? $"[\"{value}\"]"
                        : $"\"{value}\"";
                    return setting.Path.Split('.') is [var block, var name]
                        ? $"\"{block}\": {{ \"{name}\": {json} }}"
                        : $"\"{setting.Path}\": {json}";
                })
        );
}
