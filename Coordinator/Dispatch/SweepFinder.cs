using System.Globalization;
using Sweep.Contracts.Spec;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>Finds sweeps by the names that users give. Safe for concurrent use.</summary>
public sealed class SweepFinder(SweepReader sweeps)
{
    /// <summary>Names in an error at most.</summary>
    private const int MostNames = 10;

    private const int StageDigits = 32;

    /// <summary>The sweep as it stands.</summary>
    /// <exception cref="SweepControlException">There is none of this name; it says which there are.</exception>
    public async Task<SweepRecord> FindAsync(string name, CancellationToken cancellation) =>
        await sweeps.FindSweepAsync(name, cancellation).ConfigureAwait(false)
        ?? throw await NotFoundAsync(name, cancellation).ConfigureAwait(false);

    /// <summary>Null when there is none of this name.</summary>
    public Task<SweepRecord?> TryFindAsync(string name, CancellationToken cancellation) => sweeps.FindSweepAsync(name, cancellation);

    /// <summary>The error that says which sweeps there are.</summary>
    public async Task<SweepControlException> NotFoundAsync(string name, CancellationToken cancellation)
    {
        string[] names =
        [
            .. (await sweeps.Ledger.AskAsync(known => known.Sweeps, cancellation).ConfigureAwait(false)).Select(other => other.Name),
        ];
        return new SweepControlException(
            ControlFault.NotFound,
            names.Length == 0
                ? $"There is no sweep '{name}'; none has been submitted."
                : $"There is no sweep '{name}'{Suggestion.Of(name, names)}{(names.Length <= MostNames ? $"; expected {Suggestion.List(names)}" : "; sweep list shows them")}."
        );
    }

    /// <summary>The last stage of one of a sweep's trials, or any stage.</summary>
    /// <param name="text">The trial's number, or the stage's id or the first of its digits, a letter among them.</param>
    /// <exception cref="SweepControlException">There is none, or several.</exception>
    public async Task<StageId> FindStageAsync(string sweep, string text, CancellationToken cancellation)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && text.Length < StageDigits)
        {
            var number = (await sweeps.Ledger.AskAsync(known => known.LocateSweep(sweep), cancellation).ConfigureAwait(false))?.Number ?? 0;
            await foreach (var trial in sweeps.Ledger.Store.ReadTrialsAsync(number, index, cancellation).ConfigureAwait(false))
                return trial.Trial.Index == index ? trial.Trial.StageId : throw NoTrial();
            throw NoTrial();
        }

        return await sweeps.FindStagesAsync(text, 2, cancellation).ConfigureAwait(false) switch
        {
            _ when text.Length == 0 => throw NoTrial(),
            [var only] => only,
            [] => throw NoTrial(),
            _ => throw new SweepControlException(
                ControlFault.Invalid,
                $"{text} is the beginning of several stages' ids; expected more digits."
            ),
        };

        SweepControlException NoTrial() =>
            new(
                ControlFault.NotFound,
                $"Sweep {sweep} has no trial or stage '{text}'; expected a trial's number or its stage_id, as sweep results {sweep} --format json has them, or a stage's id of sweep failures {sweep}."
            );
    }

    /// <summary>Names of the sweeps in one of these states; null when there are none, or too many to be listed.</summary>
    public async Task<string?> ListAsync(IReadOnlyCollection<SweepState> states, CancellationToken cancellation)
    {
        string[] names =
        [
            .. (await sweeps.Ledger.AskAsync(known => known.Sweeps, cancellation).ConfigureAwait(false))
                .Where(sweep => states.Contains(sweep.State))
                .Select(sweep => sweep.Name),
        ];
        return names.Length is 0 or > MostNames ? null : string.Join(", ", names);
    }
}
