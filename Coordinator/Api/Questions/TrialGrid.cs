using System.Runtime.InteropServices;
using Google.Protobuf;
using Sweep.Api.V1;
using Sweep.Contracts.States;
using Sweep.Coordinator.Study;
using Sweep.Coordinator.Study.Tables;

namespace Sweep.Coordinator.Api.Questions;

/// <summary>A sweep's trials as cells to draw.</summary>
internal static class TrialGrid
{
    public const int MostCells = 100_000;

    /// <summary>Of several trials in a cell, the first of these is shown: what wants to be looked at.</summary>
    private static readonly TrialState[] _shownFirst =
    [
        TrialState.Failed,
        TrialState.Running,
        TrialState.Pending,
        TrialState.Cancelled,
        TrialState.Completed,
    ];

    /// <summary>Place in <see cref="_shownFirst"/>, by state.</summary>
    private static readonly int[] _ranks = [.. Enum.GetValues<TrialState>().Select(state => Array.IndexOf(_shownFirst, state))];

    /// <exception cref="StudyException">The condition, the order or the metric makes no sense.</exception>
    public static GetGridResponse Of(ResultTable table, string where, string orderBy, string metric, int cells)
    {
        var field = table.Fields.NumberField(metric);
        var order = RowOrder.Parse(orderBy, table.Fields);
        var selected = table.Select(where);
        var rows = order?.Sort(table, selected) ?? selected;
        var perCell = Math.Max(1, (rows.Count + cells - 1) / cells);
        var count = (rows.Count + perCell - 1) / perCell;
        var (states, values, first) = (new byte[count], new float[count], new int[rows.Index is null ? 0 : count]);
        var byState = new long[_ranks.Length];
        var (min, max) = (double.PositiveInfinity, double.NegativeInfinity);
        using var buffer = new Buffer<double>(rows.Count);
        var numbers = table.Numbers(field.Name).Numbers(rows, buffer);
        for (var cell = 0; cell < count; cell++)
        {
            var (rank, sum, measured) = (_shownFirst.Length - 1, 0.0, 0);
            var begin = cell * perCell;
            for (var i = begin; i < Math.Min(begin + perCell, rows.Count); i++)
            {
                var state = table.State(rows[i]);
                byState[(int)state]++;
                rank = Math.Min(rank, _ranks[(int)state]);
                if (state != TrialState.Completed || Absent.Is(numbers[i]))
                    continue;
                sum += numbers[i];
                measured++;
                min = numbers[i] < min ? numbers[i] : min;
                max = numbers[i] > max ? numbers[i] : max;
            }

            states[cell] = (byte)_shownFirst[rank];
            values[cell] = measured > 0 ? (float)(sum / measured) : float.NaN;
            if (first.Length > 0)
                first[cell] = rows[begin];
        }

        return Answer(rows.Count, perCell, states, values, first, byState, min, max);
    }

    private static GetGridResponse Answer(
        int trials,
        int perCell,
        byte[] states,
        float[] values,
        int[] first,
        long[] byState,
        double min,
        double max
    )
    {
        var answer = new GetGridResponse
        {
            Trials = trials,
            PerCell = perCell,
            States = UnsafeByteOperations.UnsafeWrap(states),
            Values = LittleEndian(MemoryMarshal.AsBytes(values.AsSpan()), sizeof(float)),
            First = LittleEndian(MemoryMarshal.AsBytes(first.AsSpan()), sizeof(int)),
        };
        if (min <= max)
            (answer.Min, answer.Max) = (min, max);
        foreach (var state in Enum.GetValues<TrialState>())
            answer.Counts.Add(EnumText.Of(state), byState[(int)state]);
        return answer;
    }

    private static ByteString LittleEndian(ReadOnlySpan<byte> bytes, int width)
    {
        var copy = bytes.ToArray();
        for (var i = 0; !BitConverter.IsLittleEndian && i < copy.Length; i += width)
            Array.Reverse(copy, i, width);
        return UnsafeByteOperations.UnsafeWrap(copy);
    }
}
