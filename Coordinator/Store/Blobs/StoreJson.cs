using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sweep.Coordinator.Store.Blobs;

/// <summary>Reads and writes columns that hold JSON. A loss may be infinite or NaN.</summary>
internal static class StoreJson
{
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            IgnoreReadOnlyProperties = true,
        };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static byte[] WriteBytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options)
        ?? throw new SweepStoreException($"The store holds 'null' where a {typeof(T).Name} is expected.");
}
