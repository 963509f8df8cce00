using Google.Api;
using Google.Protobuf.Reflection;
using Sweep.Api.V1;
using Sweep.Tests.Coordinator.Planning;

namespace Sweep.Tests.Coordinator.Api;

public class ProtoTests
{
    private const string Released = "Tests/Coordinator/Api/sweep.v1.txt";

    /// <summary>
    /// When this fails, clients of a released version may misread messages or call paths that are gone. What was added belongs into the
    /// file; no line of it may change or go.
    /// </summary>
    [Fact]
    public void Descriptor_OfTheProtoFile_IsAsReleased() =>
        Assert.Equal(Repository.ReadText(Released).TrimEnd().Split('\n'), Lines(SweepReflection.Descriptor).Order(StringComparer.Ordinal));

    /// <summary>Streams are not: /v1/events is, by other means.</summary>
    [Fact]
    public void Methods_ThatAreNoStreams_AreServedAsHttp() =>
        Assert.All(
            SweepReflection.Descriptor.Services.SelectMany(service => service.Methods),
            method => Assert.Equal(method.IsServerStreaming, Route(method).Length == 0)
        );

    [Fact]
    public void Enums_First_IsUnspecified() =>
        Assert.All(
            SweepReflection.Descriptor.EnumTypes,
            type => Assert.EndsWith("_UNSPECIFIED", type.FindValueByNumber(0).Name, StringComparison.Ordinal)
        );

    private static IEnumerable<string> Lines(FileDescriptor file) =>
        [
            .. file.MessageTypes.SelectMany(message =>
                message.Fields.InDeclarationOrder().Select(field => $"{message.FullName} {field.FieldNumber} {field.Name}: {Type(field)}")
            ),
            .. file
                .MessageTypes.Where(message => message.Fields.InDeclarationOrder().Count == 0)
                .Select(message => $"{message.FullName} (empty)"),
            .. file.EnumTypes.SelectMany(type => type.Values.Select(value => $"{type.FullName} {value.Number} {value.Name}")),
            .. file.Services.SelectMany(service =>
                service.Methods.Select(method =>
                    $"{service.FullName}.{method.Name}({(method.IsClientStreaming ? "stream " : "")}{method.InputType.FullName}): {(method.IsServerStreaming ? "stream " : "")}{method.OutputType.FullName}{Route(method)}"
                )
            ),
        ];

    /// <summary>The path under which it is served as HTTP with JSON.</summary>
    private static string Route(MethodDescriptor method)
    {
        if (method.GetOptions()?.GetExtension(AnnotationsExtensions.Http) is not { } http)
            return "";
        var (verb, path) = http.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => ("GET", http.Get),
            HttpRule.PatternOneofCase.Post => ("POST", http.Post),
            HttpRule.PatternOneofCase.Delete => ("DELETE", http.Delete),
            _ => throw new NotSupportedException(http.PatternCase.ToString()),
        };
        Assert.Empty(http.AdditionalBindings);
        return $" = {verb} {path}{(http.Body.Length > 0 ? $" body {http.Body}" : "")}";
    }

    private static string Type(FieldDescriptor field)
    {
        if (field.IsMap)
            return $"map<{Type(field.MessageType.FindFieldByNumber(1))}, {Type(field.MessageType.FindFieldByNumber(2))}>";
        var type = field.FieldType switch
        {
            FieldType.Message => field.MessageType.FullName,
            FieldType.Enum => field.EnumType.FullName,
            var simple => simple.ToString().ToLowerInvariant(),
        };
        return $"{(field.IsRepeated ? "repeated " : field.RealContainingOneof is { } choice ? $"oneof {choice.Name} " : field.HasPresence && field.FieldType != FieldType.Message ? "optional " : "")}{type}";
    }
}
