using System.Globalization;
using Sweep.Contracts.Results;
using Sweep.Contracts.States;
using Sweep.Coordinator.Study.Inference;
using Sweep.Coordinator.Study.Tables;

namespace Sweep.Coordinator.Study;

/// <summary>One sparsity level of one mode's curve.</summary>
internal sealed class StudyLevel(
    string mode,
    double sparsity,
    ReadOnlyMemory<int> positions,
    KeyCodes seeds,
    double[] top1,
    double[] compression,
    Func<int, TrialState> stateOf,
    Func<int, bool> isAtChance,
    Func<int, ImageOutcomes?> outcomesOf
)
{
    private Cell? _cell;

    /// <summary>The completed networks.</summary>
    public Cell Cell
    {
        get
        {
            if (_cell is not null)
                return _cell;
            _cell = new Cell();
            foreach (var position in positions.Span)
            {
                if (IsCompleted(position))
                    _cell.Add(seeds.Codes.Array[position], top1[position], outcomesOf(position));
            }

            return _cell;
        }
    }

    public string Mode => mode;

    public double Sparsity => sparsity;

    public int Trials => positions.Length;

    public string Name => NameOf(sparsity);

    /// <summary>A level as people write it: <c>98.13%</c>.</summary>
    public static string NameOf(double sparsity) => sparsity.ToString("0.#####%", CultureInfo.InvariantCulture);

    public bool HasCompleted
    {
        get
        {
            foreach (var position in positions.Span)
            {
                if (IsCompleted(position))
                    return true;
            }

            return false;
        }
    }

    /// <summary>The number of completed trials that do no better than guessing.</summary>
    public int AtChance => positions.ToArray().Count(position => IsCompleted(position) && isAtChance(position));

    public int Completed => positions.ToArray().Count(IsCompleted);

    public string Missing =>
        string.Join(
            ", ",
            positions
                .ToArray()
                .GroupBy(stateOf)
                .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {EnumText.Of(group.Key)}"))
        );

    /// <summary>The mean over all completed seeds, in percent.</summary>
    public double MeanTop1 { get; private set; }

    /// <summary>The seeds completed both here and dense, over which the following values are computed.</summary>
    public int Seeds { get; private set; }

    /// <summary>The mean in percent.</summary>
    public double ComparedTop1 { get; private set; }

    public double ComparedCompression { get; private set; }

    /// <summary>The mean loss against the dense network, in percentage points.</summary>
    public double Drop { get; private set; }

    public void CompareWith(StudyLevel dense)
    {
        var reference = dense.Cell;
        var (count, all, compared, compressions, drops, seen) = (0, 0.0, 0.0, 0.0, 0.0, 0);
        foreach (var position in positions.Span)
        {
            if (!IsCompleted(position))
                continue;
            all += top1[position];
            count++;
            var seed = seeds.Codes.Array[position];
            if (!reference.Has(seed))
                continue;
            compared += top1[position];
            compressions += compression[position];
            drops += reference.Top1(seed) - top1[position];
            seen++;
        }

        (Seeds, MeanTop1, ComparedTop1, ComparedCompression, Drop) = (
            seen,
            all / count,
            compared / seen,
            compressions / seen,
            drops / seen
        );
    }

    private bool IsCompleted(int position) => !Absent.Is(top1[position]);
}
