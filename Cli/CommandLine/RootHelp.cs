using System.CommandLine;

namespace Sweep.Cli.CommandLine;

/// <summary>The program's own help: its verbs by what they are for.</summary>
internal static class RootHelp
{
    private const int Widest = 100;
    private const int Narrowest = 60;

    public static void Write(RootCommand root, TextWriter output)
    {
        var width =
            ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected
                ? Math.Clamp(Console.WindowWidth, Narrowest, Widest)
                : Widest;
        var left = root.Subcommands.Max(verb => Call(verb).Length) + 4;
        output.WriteLine(root.Description);
        output.WriteLine();
        output.WriteLine("Usage: sweep VERB … (sweep VERB --help says more of one, with examples)");
        foreach (var (title, verbs) in Groups(root))
        {
            output.WriteLine();
            output.WriteLine($"{title}:");
            foreach (var verb in verbs)
                WriteEntry(output, $"  {Call(verb)}", verb.Description ?? "", left, width);
        }

        output.WriteLine();
        output.WriteLine("Options:");
        foreach (var option in root.Options.Where(option => !option.Hidden))
        {
            WriteEntry(
                output,
                $"  {string.Join(", ", option.Aliases.Order(StringComparer.Ordinal).Append(option.Name))}",
                option.Description ?? "",
                left,
                width
            );
        }

        output.WriteLine();
    }

    private static IEnumerable<(string Title, IReadOnlyList<Command> Verbs)> Groups(RootCommand root)
    {
        var known = VerbGroups.All.SelectMany(group => group.Verbs).ToHashSet(StringComparer.Ordinal);
        foreach (var (number, (title, names)) in VerbGroups.All.Index())
        {
            var verbs = names.Select(name => root.Subcommands.FirstOrDefault(verb => verb.Name == name)).OfType<Command>().ToList();
            if (number == VerbGroups.All.Count - 1)
                verbs.AddRange(root.Subcommands.Where(verb => !known.Contains(verb.Name)));
            if (verbs.Count > 0)
                yield return (title, verbs);
        }
    }

    private static string Call(Command verb) =>
        string.Join(' ', verb.Arguments.Where(argument => !argument.Hidden).Select(argument => argument.Name).Prepend(verb.Name));

    /// <summary>Later lines of the text stand below its first.</summary>
    private static void WriteEntry(TextWriter output, string name, string text, int left, int width)
    {
        var line = name.PadRight(left);
        foreach (var word in text.Split(' '))
        {
            if (line.Length > left && line.Length + word.Length + 1 > width)
            {
                output.WriteLine(line);
                line = new string(' ', left);
            }

            line += line.Length > left ? $" {word}" : word;
        }

        output.WriteLine(line.TrimEnd());
    }
}
