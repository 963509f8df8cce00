using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace Sweep.Cli.CommandLine;

/// <summary>Options of a kind that several verbs have.</summary>
internal static class Options
{
    /// <summary>A number above zero; null when it is not given.</summary>
    public static Option<T?> Above0<T>(string name, string description)
        where T : struct, INumber<T> =>
        new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result =>
            {
                if (T.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > T.Zero && T.IsFinite(number))
                {
                    return number;
                }

                result.AddError($"{name}: expected {(T.IsInteger(T.CreateChecked(0.5)) ? "a whole number, 1 or more" : "a number above 0")}, found '{result.Tokens[0].Value}'");
                return null;
            },
        };
}
