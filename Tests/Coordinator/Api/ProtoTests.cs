using Google.Protobuf.Reflection;
using Sweep.Api.V1;
using Sweep.Tests.Coordinator.Planning;

namespace Sweep.Tests.Coordinator.Api;

public class ProtoTests
{
    private const string Released = "Tests/Coordinator/Api/sweep.v1.txt";

    /// <summary>
    /// When this fails, clients of a released version may misread messages. What was added belongs into the file; no line of it may
    /// change or go.
    /// </summary>
    [Fact]
    public void Descriptor_OfTheProtoFile_IsAsReleased() =>
        Assert.Equal(Repository.ReadText(Released).TrimEnd().Split('\n'), Lines(SweepReflection.Descriptor).Order(StringComparer.Ordinal));

    [Fact]
    public void Enums_First_IsUnspecified() => Assert.All(SweepReflection.Descriptor.EnumTypes, type => Assert.EndsWith("_UNSPECIFIED", type.FindValueByNumber(0).Name, StringComparison.Ordinal));

    private static IEnumerable<string> Lines(FileDescriptor file) =>
    [
        .. file.MessageTypes.SelectMany(message => message.Fields.InDeclarationOrder().Select(field => $"{message.FullName} {field.FieldNumber} {field.Name}: {Type(field)}")),
        .. file.MessageTypes.Where(message => message.Fields.InDeclarationOrder().Count == 0).Select(message => $"{message.FullName} (empty)"),
        .. file.EnumTypes.SelectMany(type => type.Values.Select(value => $"{type.FullName} {value.Number} {value.Name}")),
        .. file.Services.SelectMany(service => service.Methods.Select(method =>
            $"{service.FullName}.{method.Name}({(method.IsClientStreaming ? "stream " : "")}{method.InputType.FullName}): {(method.IsServerStreaming ? "stream " : "")}{method.OutputType.FullName}")),
    ];

    private static string Type(FieldDescriptor field)
    {
        var type = field.FieldType switch
        {
            FieldType.Message => field.MessageType.FullName,
            FieldType.Enum => field.EnumType.FullName,
            var simple => simple.ToString().ToLowerInvariant(),
        };
        return $"{(field.IsRepeated ? "repeated " : field.RealContainingOneof is { } choice ? $"oneof {choice.Name} " : field.HasPresence && field.FieldType != FieldType.Message ? "optional " : "")}{type}";
    }
}
