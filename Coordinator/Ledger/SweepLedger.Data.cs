using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>
/// The data that stages must see. A store has one content for each choice of images (a data set with its classes, samples and split): the
/// first one that a worker reports. Its fingerprint is part of the stages' settings and is stored with them.
/// </summary>
public sealed partial class SweepLedger
{
    /// <summary>The fingerprint of the images that these settings choose; null until a worker has reported it.</summary>
    public string? FindFingerprint(DataSettings data) => _settings.FingerprintOf(data);

    /// <summary>The distinct choices of images of a loaded sweep's stages.</summary>
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

    /// <summary>Records the fingerprint of the data that an attempt has read.</summary>
    /// <returns>The fingerprint that the stage must see, when it differs; null when they agree or the lease is not current.</returns>
    public string? NoteData(Lease lease, string fingerprint)
    {
        if (!Holds(lease, out var stage))
            return null;
        var choice = _settings.ChoiceOf(_stages[stage].Settings);
        _settings.SetFingerprint(choice, fingerprint);
        if (_settings.FingerprintOf(choice) is { } known && known != fingerprint)
            return known;
        CompleteSettings(stage);
        return null;
    }

    /// <summary>A number for the stage's choice of images, valid while this process lives; zero when the stage is not in memory.</summary>
    public int ChoiceOf(StageId id) => _stages.Find(id) is not None and var stage ? _settings.ChoiceOf(_stages[stage].Settings) : 0;

    /// <summary>
    /// A number for the stage's initial weights, as in <see cref="ChoiceOf"/>. No number stands for both images and weights.
    /// </summary>
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
