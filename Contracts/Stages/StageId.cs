using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sweep.Contracts.Stages;

/// <summary>The content address of a stage: the first 128 bits of the SHA-256 of its canonical form, written as 32 hex digits.</summary>
[JsonConverter(typeof(StageIdJsonConverter))]
public readonly record struct StageId(UInt128 Value) : IComparable<StageId>
{
    public int CompareTo(StageId other) => Value.CompareTo(other.Value);

    /// <summary>The first eight digits, which are shown to people.</summary>
    public string Abbreviation => ToString()[..8];

    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);

    /// <exception cref="FormatException">The text is not 32 hex digits.</exception>
    public static StageId Parse(string text) =>
        text.Length == 32 && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? new StageId(value)
            : throw new FormatException($"'{text}' is not a stage id: 32 hex digits are expected.");

    public static bool operator <(StageId left, StageId right) => left.CompareTo(right) < 0;

    public static bool operator >(StageId left, StageId right) => left.CompareTo(right) > 0;

    public static bool operator <=(StageId left, StageId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(StageId left, StageId right) => left.CompareTo(right) >= 0;
}

internal sealed class StageIdJsonConverter : JsonConverter<StageId>
{
    public override StageId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        StageId.Parse(reader.GetString() ?? throw new JsonException("A stage id is null."));

    public override void Write(Utf8JsonWriter writer, StageId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
