using System.Text.Json;

namespace Sweep.Hosting.Telemetry;

/// <summary>Writes values of enums as labels of metrics: <c>out-of-memory</c>.</summary>
public static class Label
{
    public static string Of<T>(T value)
        where T : struct, Enum => Words<T>.All[value];

    private static class Words<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> All = Enum.GetValues<T>()
            .ToDictionary(value => value, value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));
    }
}
