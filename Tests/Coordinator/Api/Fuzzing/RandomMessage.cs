using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Sweep.Tests.Coordinator.Api.Fuzzing;

/// <summary>Messages whose fields have values that somebody might send: sensible ones, huge ones, none.</summary>
internal static class RandomMessage
{
    public static IMessage Of(MessageDescriptor type, Random random)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in type.Fields.InDeclarationOrder().Where(field => !field.IsMap && random.Next(3) > 0))
        {
            if (field.IsRepeated)
            {
                for (var count = random.Next(4); count > 0; count--)
                    ((IList)field.Accessor.GetValue(message)).Add(Value(field, random));
            }
            else
            {
                field.Accessor.SetValue(message, Value(field, random));
            }
        }

        return message;
    }

    private static object Value(FieldDescriptor field, Random random) =>
        field.FieldType switch
        {
            FieldType.String => RandomText.Value(random),
            FieldType.Bool => random.Next(2) == 0,
            FieldType.Int32 => Number(random),
            FieldType.Int64 => (long)Number(random) * random.Next(1, 1 << 30),
            FieldType.Double => random.Next(5) switch
            {
                0 => double.NaN,
                1 => double.PositiveInfinity,
                2 => -1.0,
                _ => random.NextDouble() * 100,
            },
            FieldType.Enum => System.Enum.ToObject(field.EnumType.ClrType, random.Next(-2, 20)),
            FieldType.Message when field.MessageType == Duration.Descriptor => new Duration
            {
                Seconds = Number(random),
                Nanos = random.Next(-5, 2_000_000_000),
            },
            FieldType.Message => Of(field.MessageType, random),
            _ => throw new NotSupportedException(field.FullName),
        };

    private static int Number(Random random) =>
        random.Next(6) switch
        {
            0 => int.MaxValue,
            1 => int.MinValue,
            2 => -1,
            3 => 0,
            _ => random.Next(10_000),
        };
}
