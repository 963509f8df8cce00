using System.Runtime.CompilerServices;

namespace Sweep.Coordinator.Study.Tables;

/// <summary>
/// How a number that is not there is told from one that is not a number, in an array of plain numbers: by the bits of the NaN.
/// </summary>
internal static class Absent
{
    private const long Bits = 0x7FF8_0000_0000_5EE9;

    public static double Value => BitConverter.Int64BitsToDouble(Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is(double value) => BitConverter.DoubleToInt64Bits(value) == Bits;

    /// <summary>Every NaN that is a value is the same one.</summary>
    public static double Store(double? value) =>
        value switch
        {
            null => Value,
            { } number when double.IsNaN(number) => double.NaN,
            { } number => number,
        };
}
