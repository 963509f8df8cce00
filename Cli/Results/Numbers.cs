using System.Globalization;
using Sweep.Coordinator.Study;

namespace Sweep.Cli.Results;

/// <summary>Numbers as people read them in tables.</summary>
internal static class Numbers
{
    /// <summary>0.975 as <c>97.5%</c>.</summary>
    public static string Share(double share) => (share * 100).ToString("0.####", CultureInfo.InvariantCulture) + "%";

    public static string Percent(double percent) => percent.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary><c>91.23 ± 0.31</c>; the mean alone below two values.</summary>
    public static string Spread(Summary summary, ResultField field) =>
        summary switch
        {
            { Mean: null } => "n/a",
            { Mean: { } mean, Std: null or 0 } => Format(mean, field),
            { Mean: { } mean, Std: { } std } => $"{Format(mean, field)} ± {Format(std, field)}",
        };

    public static string Key(object? value, ResultField field) =>
        (value, field.Name) switch
        {
            (null, _) => "",
            (double share, "sparsity" or "sparsity_reached") => Share(share),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };

    /// <summary>What a single trial has of a field.</summary>
    public static string Value(object? value, ResultField field) =>
        (value, field.Name) switch
        {
            (double number, not ("sparsity" or "sparsity_reached" or "seed")) => Format(number, field),
            (string text, "stage_id") => text[..Math.Min(12, text.Length)],
            (IEnumerable<string> texts, _) => string.Join("; ", texts),
            _ => Key(value, field),
        };

    private static string Format(double value, ResultField field) =>
        value.ToString(
            field.Name switch
            {
                "top1" or "top5" or "compression" or "speedup" => "0.00",
                "loss" or "sparsity" or "sparsity_reached" => "0.0000",
                _ when field.Kind == FieldKind.Whole => "#,0.##",
                _ => "#,0.0##",
            },
            CultureInfo.InvariantCulture
        );
}
