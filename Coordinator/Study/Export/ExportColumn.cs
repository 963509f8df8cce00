namespace Sweep.Coordinator.Study.Export;

/// <summary>A column of an export.</summary>
/// <param name="HasTexts">For <see cref="FieldKind.List"/>: true when the lists contain texts, false when they contain numbers.</param>
public sealed record ExportColumn(string Name, FieldKind Kind, bool HasTexts = false)
{
    public static ExportColumn FromField(ResultField field) => new(field.Name, field.Kind, field.Kind == FieldKind.List && !field.IsDetail);
}
