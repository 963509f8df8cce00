using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>
/// What data stages are to see. A store has one content for each choice of images (a data set, its classes, samples and split): the first
/// that a worker tells of. It is kept in the stages' settings, and so is stored as they are.
/// </summary>
public sealed partial class SweepLedger
{
    /// <summary>The fingerprint of the images that these settings choose; null while no worker has told.</summary>
    public string? FindFingerprint(DataSettings data) => _settings.FingerprintOf(data);

    /// <summary>The choices of images that a loaded sweep's stages see, each once.</summary>
    public IReadOnlyList<DataSettings> DataOf(string sweep)
    {
        var found = new Dictionary<int, DataSettings>();
        if (_names.TryGetValue(sweep, out var known))
        {
            for (var member = known.FirstMember; member != None; member = _members[member].Next)
            {
                var settings = _stages[_members[member].Stage].Settings;
                found.TryAdd(_settings.ChoiceOf(settings), _settings[settings].Data);
            }
        }

        return [.. found.Values];
    }

    /// <summary>Notes what data an attempt has read.</summary>
    /// <returns>The fingerprint that its stage is to see, when that is another; null when all is well, or the lease does not hold.</returns>
    public string? NoteData(Lease lease, string fingerprint)
    {
        if (!Holds(lease, out var stage))
            return null;
        var choice = _settings.ChoiceOf(_stages[stage].Settings);
        _settings.Tell(choice, fingerprint);
        if (_settings.FingerprintOf(choice) is { } known && known != fingerprint)
            return known;
        CompleteSettings(stage);
        return null;
    }

    /// <summary>Which choice of images a stage makes, to be told from others as long as this process lives; zero when it is not in memory.</summary>
    public int ChoiceOf(StageId id) => _stages.Find(id) is not None and var stage ? _settings.ChoiceOf(_stages[stage].Settings) : 0;

    /// <summary>As <see cref="ChoiceOf"/>, of the weights that it starts from: no number stands for both.</summary>
    public int WeightsOf(StageId id) => _stages.Find(id) is not None and var stage ? _settings.WeightsOf(_stages[stage].Settings) : 0;

    private void CompleteSettings(int stage)
    {
        var complete = _settings.Complete(_stages[stage].Settings);
        if (complete == _stages[stage].Settings)
            return;
        _stages[stage].Settings = complete;
        _head = _head with { Settings = _settings.Count };
        MarkDirty(stage);
    }
}
