using Sweep.Contracts.Spec;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>Finds sweeps by the names that users give. Safe for concurrent use.</summary>
public sealed class SweepFinder(SweepReader sweeps)
{
    /// <summary>Names in an error at most.</summary>
    private const int MostNames = 10;

    /// <summary>The sweep as it stands.</summary>
    /// <exception cref="SweepControlException">There is none of this name; it says which there are.</exception>
    public async Task<SweepRecord> FindAsync(string name, CancellationToken cancellation) =>
        await sweeps.FindSweepAsync(name, cancellation).ConfigureAwait(false) ?? throw await NotFoundAsync(name, cancellation).ConfigureAwait(false);

    /// <summary>Null when there is none of this name.</summary>
    public Task<SweepRecord?> TryFindAsync(string name, CancellationToken cancellation) => sweeps.FindSweepAsync(name, cancellation);

    /// <summary>The error that says which sweeps there are.</summary>
    public async Task<SweepControlException> NotFoundAsync(string name, CancellationToken cancellation)
    {
        string[] names = [.. (await sweeps.Ledger.AskAsync(known => known.Sweeps, cancellation).ConfigureAwait(false)).Select(other => other.Name)];
        return new SweepControlException(
            ControlFault.NotFound,
            names.Length == 0
                ? $"There is no sweep '{name}'; none has been submitted."
                : $"There is no sweep '{name}'{Suggestion.Of(name, names)}{(names.Length <= MostNames ? $"; expected {Suggestion.List(names)}" : "; sweep list shows them")}.");
    }

    /// <summary>Names of the sweeps in one of these states; null when there are none, or too many to be listed.</summary>
    public async Task<string?> ListAsync(IReadOnlyCollection<SweepState> states, CancellationToken cancellation)
    {
        string[] names = [.. (await sweeps.Ledger.AskAsync(known => known.Sweeps, cancellation).ConfigureAwait(false)).Where(sweep => states.Contains(sweep.State)).Select(sweep => sweep.Name)];
        return names.Length is 0 or > MostNames ? null : string.Join(", ", names);
    }
}
