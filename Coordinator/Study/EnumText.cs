using System.Text.Json;

namespace Sweep.Coordinator.Study;

internal static class EnumText
{
    /// <summary>As the spec and JSON write it: <c>NotAvailable</c> is <c>not-available</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
