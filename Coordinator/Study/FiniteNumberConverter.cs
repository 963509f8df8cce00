using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sweep.Coordinator.Study;

/// <summary>Writes NaN and infinity, such as a diverged loss, as null, because JSON cannot express them.</summary>
public sealed class FiniteNumberConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
