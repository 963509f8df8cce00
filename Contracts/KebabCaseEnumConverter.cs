using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sweep.Contracts;

/// <summary>Writes an enum in JSON as specs write it: <c>OneCycle</c> becomes <c>one-cycle</c>.</summary>
public sealed class KebabCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
