namespace Sweep.Coordinator.Study.Tables;

/// <summary>A stable sort of rows by integer keys in linear time.</summary>
internal static class RadixSort
{
    private const int Digit = 11;
    private const int Digits = 1 << Digit;

    public static void Sort(ulong[] keys, int[] rows)
    {
        var (keysNow, rowsNow) = (keys, rows);
        var (keysNext, rowsNext) = (GC.AllocateUninitializedArray<ulong>(keys.Length), GC.AllocateUninitializedArray<int>(rows.Length));
        var places = new int[Digits];
        for (var shift = 0; shift < 64; shift += Digit)
        {
            Array.Clear(places);
            foreach (var key in keysNow)
                places[(int)(key >> shift) & (Digits - 1)]++;
            // A digit that all keys share need not be sorted. With few distinct values most digits are of this kind.
            if (keys.Length == 0 || places[(int)(keysNow[0] >> shift) & (Digits - 1)] == keys.Length)
                continue;

            var next = 0;
            for (var digit = 0; digit < Digits; digit++)
                (places[digit], next) = (next, next + places[digit]);
            for (var i = 0; i < keysNow.Length; i++)
            {
                var place = places[(int)(keysNow[i] >> shift) & (Digits - 1)]++;
                (keysNext[place], rowsNext[place]) = (keysNow[i], rowsNow[i]);
            }

            (keysNow, keysNext, rowsNow, rowsNext) = (keysNext, keysNow, rowsNext, rowsNow);
        }

        if (rowsNow != rows)
            rowsNow.CopyTo(rows, 0);
    }
}
