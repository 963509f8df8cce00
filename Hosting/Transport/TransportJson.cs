using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sweep.Hosting.Transport;

/// <summary>Configures how messages are written: compact, and with infinite and undefined numbers, since a loss may be one.</summary>
internal static class TransportJson
{
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.WriteIndented = false;
        options.NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals;
        return options;
    }
}
