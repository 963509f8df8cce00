using Sweep.Contracts.Spec;

namespace Sweep.Hosting.Configuration;

/// <summary>Reads <c>--name value</c>, <c>--name=value</c> and, of a switch, <c>--name</c>.</summary>
internal static class FlagReader
{
    public const string ConfigFlag = "--config";

    /// <param name="file">What <c>--config</c> says; null when it is not given.</param>
    public static IReadOnlyList<WrittenSetting<TSettings>> Read<TSettings>(
        ProgramCatalogue<TSettings> catalogue,
        IReadOnlyList<string> arguments,
        List<string> problems,
        out string? file
    )
        where TSettings : class
    {
        file = null;
        var values = new Dictionary<ProgramSetting<TSettings>, List<string>>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var parts = arguments[i].Split('=', 2);
            var flag = parts[0];
            var setting = catalogue.Settings.FirstOrDefault(candidate => candidate.Flag == flag);
            if (setting is { IsSecret: true })
            {
                problems.Add(
                    $"{flag}: is not accepted as a flag, which every user of this machine could read; use {catalogue.Variable(setting)} or a file"
                );
            }

            if (setting is null && flag != ConfigFlag)
            {
                problems.Add(
                    flag.StartsWith('-')
                        ? $"{flag}: is not known{Suggest(catalogue, flag)}"
                        : $"'{Shown(flag)}': is not a flag ({catalogue.Name} --help lists them)"
                );
                continue;
            }

            var next = i + 1 < arguments.Count ? arguments[i + 1] : null;
            string value;
            if (parts.Length == 2)
            {
                value = parts[1];
            }
            else if (setting is { IsSwitch: true } && next is not ("true" or "false"))
            {
                value = "true";
            }
            else if (next is null || next.StartsWith("--", StringComparison.Ordinal))
            {
                problems.Add($"{flag}: expected {setting?.Expected ?? "a file"} after it, found nothing");
                continue;
            }
            else
            {
                value = next;
                i++;
            }

            if (setting is null)
                file = value;
            else if (values.TryAdd(setting, [value]))
                continue;
            else if (setting.IsList)
                values[setting].Add(value);
            else
                problems.Add($"{flag}: is given twice");
        }

        return
        [
            .. values
                .Where(pair => !pair.Key.IsSecret)
                .Select(pair => new WrittenSetting<TSettings>(pair.Key, Node(pair.Value), pair.Key.Flag)),
        ];
    }

    private static SpecNode Node(List<string> values) =>
        values is [var only] ? Scalar(only) : new SpecSequence([.. values.Select(Scalar)], 0, 0);

    private static SpecScalar Scalar(string value) => new(value, IsNull: false, 0, 0);

    private static string Shown(string text) => text.Length > 40 ? text[..40] + "…" : text;

    private static string Suggest<TSettings>(ProgramCatalogue<TSettings> catalogue, string flag)
        where TSettings : class =>
        Suggestion.Nearest(flag, catalogue.Settings.Where(setting => !setting.IsSecret).Select(setting => setting.Flag).Append(ConfigFlag))
            is { } nearest
            ? $", did you mean {nearest}?"
            : $" ({catalogue.Name} --help lists what is)";
}
