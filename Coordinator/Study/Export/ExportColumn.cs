namespace Sweep.Coordinator.Study.Export;

/// <summary>A column of what is written.</summary>
/// <param name="HasTexts">For <see cref="FieldKind.List"/>: whether its lists are of texts; else they are of numbers.</param>
public sealed record ExportColumn(string Name, FieldKind Kind, bool HasTexts = false)
{
    public static ExportColumn Of(ResultField field) => new(field.Name, field.Kind, field.Kind == FieldKind.List && !field.IsDetail);
}
