using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Sweep.Tests.Compat.Signatures;

/// <summary>A public member as a line of text: all that a caller's source can depend on, names of parameters and tuple elements included.</summary>
internal static class Signature
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Type type) => type.IsEnum
        ? type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => $"{type.FullName}.{f.Name} = {f.GetRawConstantValue()}")
        : type.GetMembers(Declared).Where(m => m is not Type && !IsAccessor(m)).Select(m => $"{type.FullName}: {Of(m)}");

    private static bool IsAccessor(MemberInfo member) =>
        member is MethodInfo { IsSpecialName: true } method && (method.Name.StartsWith("get_", StringComparison.Ordinal) || method.Name.StartsWith("set_", StringComparison.Ordinal));

    private static string Of(MemberInfo member) => member switch
    {
        FieldInfo field => $"{Static(field.IsStatic)}{Name(field.FieldType)} {field.Name}",
        PropertyInfo property =>
            $"{Static(property.GetMethod!.IsStatic)}{Name(property.PropertyType)}{TupleNames(property)} {property.Name}{Parameters(property.GetIndexParameters())}"
            + $" get{(property.SetMethod is { IsPublic: true } ? " set" : "")}",
        ConstructorInfo constructor => $"new{Parameters(constructor.GetParameters())}",
        MethodInfo method =>
            $"{Static(method.IsStatic)}{Name(method.ReturnType)}{TupleNames(method.ReturnParameter)} {method.Name}"
            + $"{(method.IsGenericMethod ? "`" + method.GetGenericArguments().Length : "")}{Parameters(method.GetParameters())}",
        _ => member.ToString()!,
    };

    private static string Static(bool isStatic) => isStatic ? "static " : "";

    private static string Parameters(ParameterInfo[] parameters) => $"({string.Join(", ", parameters.Select(Of))})";

    private static string Of(ParameterInfo parameter)
    {
        var prefix = parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : parameter.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        var fallback = parameter.HasDefaultValue ? " = " + Convert.ToString(parameter.RawDefaultValue ?? "null", CultureInfo.InvariantCulture) : "";
        return $"{prefix}{Name(parameter.ParameterType)}{TupleNames(parameter)} {parameter.Name}{fallback}";
    }

    private static string TupleNames(ICustomAttributeProvider member) =>
        member.GetCustomAttributes(typeof(TupleElementNamesAttribute), false) is [TupleElementNamesAttribute names] ? $"({string.Join(",", names.TransformNames)})" : "";

    // Types are compared by name: those of the two assemblies are different ones.
    private static string Name(Type type) => type switch
    {
        { IsArray: true } => Name(type.GetElementType()!) + "[" + new string(',', type.GetArrayRank() - 1) + "]",
        { IsByRef: true } => Name(type.GetElementType()!) + "&",
        { IsGenericParameter: true } => type.Name,
        { IsGenericType: true } => $"{type.GetGenericTypeDefinition().FullName}<{string.Join(",", type.GetGenericArguments().Select(Name))}>",
        _ => type.FullName!,
    };
}
