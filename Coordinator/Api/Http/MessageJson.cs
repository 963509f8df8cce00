using System.Collections;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Sweep.Coordinator.Api.Http;

/// <summary>
/// Messages in the JSON mapping of Protocol Buffers, in the dialect of this interface's other answers: 64-bit integers are numbers,
/// and default values are written.
/// </summary>
public static class MessageJson
{
    private const string WellKnown = "google.protobuf";

    public static byte[] Serialize(IMessage message)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
            Write(json, message);
        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, IMessage message)
    {
        if (message.Descriptor.File.Package == WellKnown)
        {
            json.WriteRawValue(JsonFormatter.Default.Format(message));
            return;
        }

        json.WriteStartObject();
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (field.HasPresence && !field.Accessor.HasValue(message))
                continue;
            json.WritePropertyName(field.JsonName);
            Write(json, field, field.Accessor.GetValue(message));
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FieldDescriptor field, object value)
    {
        if (field.IsMap)
        {
            json.WriteStartObject();
            foreach (DictionaryEntry entry in (IDictionary)value)
            {
                json.WritePropertyName(Convert.ToString(entry.Key, System.Globalization.CultureInfo.InvariantCulture)!);
                WriteOne(json, field.MessageType.FindFieldByNumber(2), entry.Value!);
            }

            json.WriteEndObject();
        }
        else if (field.IsRepeated)
        {
            json.WriteStartArray();
            foreach (var item in (IList)value)
                WriteOne(json, field, item);
            json.WriteEndArray();
        }
        else
        {
            WriteOne(json, field, value);
        }
    }

    private static void WriteOne(Utf8JsonWriter json, FieldDescriptor field, object value)
    {
        switch (value)
        {
            case IMessage message:
                Write(json, message);
                break;
            case ByteString bytes:
                json.WriteBase64StringValue(bytes.Span);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case double number when !double.IsFinite(number):
                json.WriteStringValue(
                    double.IsNaN(number) ? "NaN"
                    : number > 0 ? "Infinity"
                    : "-Infinity"
                );
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case int number when field.FieldType != FieldType.Enum:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case Enum or int:
                var code = Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture);
                if (field.EnumType.FindValueByNumber(code) is { } known)
                    json.WriteStringValue(known.Name);
                else
                    json.WriteNumberValue(code);
                break;
            default:
                throw new NotSupportedException($"{field.FullName} is a {value.GetType().Name}, which sweep.v1 has not had before.");
        }
    }
}
