using System.CommandLine;
using System.Globalization;
using System.Numerics;
using Sweep.Contracts.Spec.Values;

namespace Sweep.Cli.CommandLine;

/// <summary>Options of a kind that several verbs have.</summary>
internal static class Options
{
    /// <summary><c>--name NAME</c> of a sweep that begins.</summary>
    public static Option<string> SweepName()
    {
        var kind = new SweepName();
        var option = new Option<string>("--name")
        {
            Description = "What the sweep is called here [default: the spec's name]",
            HelpName = "NAME",
        };
        option.Validators.Add(result =>
        {
            if (!kind.TryParse(result.Tokens[0].Value, out _))
                result.AddError($"--name: expected {kind.Expected}, found '{result.Tokens[0].Value}'");
        });
        return option;
    }

    public static Option<bool> Replace() =>
        new("--replace") { Description = "Take the place of a sweep of this name with another spec; shared stages are not run again" };

    public static Option<bool> Extend() =>
        new("--extend") { Description = "Let a sweep of this name grow into this spec, which has all its trials and more" };

    /// <summary>A number above zero; null when it is not given.</summary>
    /// <param name="most">The largest that is accepted; null accepts any.</param>
    public static Option<T?> Above0<T>(string name, string description, T? most = null)
        where T : struct, INumber<T> =>
        new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result =>
            {
                if (
                    T.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    && number > T.Zero
                    && T.IsFinite(number)
                    && (most is null || number <= most)
                )
                {
                    return number;
                }

                var expected = (T.IsInteger(T.CreateChecked(0.5)), most) switch
                {
                    (true, null) => "a whole number, 1 or more",
                    (true, { } limit) => string.Create(CultureInfo.InvariantCulture, $"a whole number from 1 to {limit}"),
                    _ => "a number above 0",
                };
                result.AddError($"{name}: expected {expected}, found '{result.Tokens[0].Value}'");
                return null;
            },
        };
}
