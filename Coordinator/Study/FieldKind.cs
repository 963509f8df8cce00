using System.Text.Json.Serialization;
using Sweep.Contracts;

namespace Sweep.Coordinator.Study;

/// <summary>What a field's values are, so that tables align and sort them rightly.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<FieldKind>))]
public enum FieldKind
{
    Text,

    /// <summary>A 64-bit integer.</summary>
    Whole,

    Number,

    /// <summary>Several texts or numbers; written with <c>;</c> between them where a cell must be one value.</summary>
    List,
}
