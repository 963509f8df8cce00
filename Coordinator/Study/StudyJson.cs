using System.Text.Json;

namespace Sweep.Coordinator.Study;

/// <summary>How results are written as JSON, for programs and for the report page alike.</summary>
public static class StudyJson
{
    /// <summary>
    /// Names in snake case, as the fields'. The default encoder stays: it escapes <c>&lt;</c> and <c>&amp;</c>, so that no text in
    /// the data ends the script element it is put in.
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
