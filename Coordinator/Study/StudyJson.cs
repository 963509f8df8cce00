using System.Text.Json;

namespace Sweep.Coordinator.Study;

/// <summary>The JSON format of results, for programs and for the report page.</summary>
public static class StudyJson
{
    /// <summary>
    /// Names are in snake case, like the fields. The default encoder is kept because it escapes <c>&lt;</c> and <c>&amp;</c>, so that no
    /// text in the data can end the script element that contains it.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = Make(indented: false);

    public static JsonSerializerOptions Indented { get; } = Make(indented: true);

    private static JsonSerializerOptions Make(bool indented)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            Converters = { new FiniteNumberConverter() },
            WriteIndented = indented,
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
