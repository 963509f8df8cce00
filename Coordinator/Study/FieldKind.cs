using System.Text.Json.Serialization;
using Sweep.Contracts;

namespace Sweep.Coordinator.Study;

/// <summary>The kind of a field's values, by which tables align and sort them.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<FieldKind>))]
public enum FieldKind
{
    Text,

    /// <summary>A 64-bit integer.</summary>
    Whole,

    Number,

    /// <summary>Several texts or numbers, separated by <c>;</c> where a cell must hold one value.</summary>
    List,
}
