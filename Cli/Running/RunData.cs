using Sweep.Client.Errors;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Planning;

namespace Sweep.Cli.Running;

/// <summary>Refuses a sweep that this machine has not the data for, before anything is stored.</summary>
internal sealed class RunData(RunRequest request, LedgerKeeper keeper)
{
    /// <summary>Stages that are looked up together.</summary>
    private const int AtOnce = 1000;

    /// <exception cref="BadInputException">Data or weights are missing, or are not those that the home's results rest on.</exception>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        if (request.Engine.IsNoop)
            return;
        // Known by its hash, a sweep that goes on is not expanded again.
        var known = await keeper.AskAsync(ledger => ledger.FindSweep(request.Name), cancellation).ConfigureAwait(false);
        var tree = known?.SpecHash == request.Spec.Hash ? null : Expansion.Expand(request.Spec);
        var choices =
            tree?.Data
            ?? await keeper.AskAboutAsync(request.Name, ledger => ledger.DataOf(request.Name), cancellation).ConfigureAwait(false);
        if (tree is not null || known?.State != SweepState.Completed)
            await RefuseMissingAsync(choices, tree, cancellation).ConfigureAwait(false);
        foreach (var choice in choices)
        {
            var fingerprint = await keeper.AskAsync(ledger => ledger.FindFingerprint(choice), cancellation).ConfigureAwait(false);
            await Task.Run(() => DataCheck.Check(choice, request.Data, fingerprint, request.Home.Folder, cancellation), cancellation)
                .ConfigureAwait(false);
        }
    }

    /// <param name="tree">Null: expanded when it is needed.</param>
    private async Task RefuseMissingAsync(IReadOnlyList<DataSettings> choices, StageTree? tree, CancellationToken cancellation)
    {
        var datasets = FindMissing(
            choices.DistinctBy(choice => choice.Dataset),
            choice => choice.Dataset,
            choice => DataCheck.FindMissing(choice, request.Data)
        );
        var weights = FindMissing(
            request.Spec.Pretrain.Values.Select(source => source.Weights).OfType<WeightsSource>().Distinct(),
            source => source.Name,
            source => DataCheck.FindMissing(source, request.Data)
        );
        if (datasets.Count + weights.Count == 0)
            return;
        tree ??= Expansion.Expand(request.Spec);
        var needing = Enumerable
            .Range(0, tree.StageCount)
            .Select(tree.Stage)
            .Where(stage => datasets.ContainsKey(stage.Data.Dataset) || (stage.Weights is { } from && weights.ContainsKey(from.Name)));
        foreach (var stages in needing.Chunk(AtOnce))
        {
            var states = await new SweepReader(keeper)
                .ReadStatesAsync([.. stages.Select(stage => stage.Id)], cancellation)
                .ConfigureAwait(false);
            if (Array.Find(stages, stage => states.GetValueOrDefault(stage.Id) != StageState.Completed) is { } open)
            {
                throw new BadInputException(
                    $"Nothing was started: {datasets.GetValueOrDefault(open.Data.Dataset) ?? weights[open.Weights!.Name]}"
                );
            }
        }
    }

    private static Dictionary<string, string> FindMissing<T>(IEnumerable<T> needs, Func<T, string> name, Func<T, string?> find)
    {
        var missing = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var need in needs)
        {
            if (find(need) is { } problem)
                missing.TryAdd(name(need), problem);
        }

        return missing;
    }
}
