using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace Sweep.Cli.Stages;

/// <summary>A free structure as names and texts.</summary>
internal static class SettingsText
{
    /// <summary>Nested names are joined by dots; lists stand in one text.</summary>
    public static IEnumerable<(string Name, string Text)> Flatten(Struct settings, string prefix = "") =>
        settings
            .Fields.OrderBy(field => field.Key, StringComparer.Ordinal)
            .SelectMany(field =>
                field.Value.KindCase == Value.KindOneofCase.StructValue
                    ? Flatten(field.Value.StructValue, $"{prefix}{field.Key}.")
                    : [($"{prefix}{field.Key}", Text(field.Value))]
            );

    /// <summary>As many digits as mean something.</summary>
    private static string Number(double number) =>
        number.ToString(double.IsInteger(number) && Math.Abs(number) < 1e15 ? "0" : "G6", CultureInfo.InvariantCulture);

    private static string Text(Value value) =>
        value.KindCase switch
        {
            Value.KindOneofCase.NumberValue => Number(value.NumberValue),
            Value.KindOneofCase.BoolValue => value.BoolValue ? "true" : "false",
            Value.KindOneofCase.StringValue => value.StringValue,
            Value.KindOneofCase.ListValue => string.Join(", ", value.ListValue.Values.Select(Text)),
            Value.KindOneofCase.StructValue => string.Join(", ", Flatten(value.StructValue).Select(pair => $"{pair.Name}: {pair.Text}")),
            _ => "none",
        };
}
