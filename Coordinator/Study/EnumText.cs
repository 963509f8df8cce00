using System.Text.Json;

namespace Sweep.Coordinator.Study;

internal static class EnumText
{
    /// <summary>The name as in specs and JSON: <c>NotAvailable</c> becomes <c>not-available</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
