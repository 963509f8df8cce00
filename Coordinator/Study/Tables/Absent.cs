using System.Runtime.CompilerServices;

namespace Sweep.Coordinator.Study.Tables;

/// <summary>Distinguishes a missing number from NaN in an array of doubles, by the bits of the NaN.</summary>
internal static class Absent
{
    private const long Bits = 0x7FF8_0000_0000_5EE9;

    public static double Value => BitConverter.Int64BitsToDouble(Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is(double value) => BitConverter.DoubleToInt64Bits(value) == Bits;

    /// <summary>All NaN values are stored with the same bits.</summary>
    public static double Store(double? value) =>
        value switch
        {
            null => Value,
            { } number when double.IsNaN(number) => double.NaN,
            { } number => number,
        };
}
