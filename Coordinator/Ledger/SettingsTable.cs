using System.Text.Json;
using System.Text.Json.Serialization;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>
/// The settings that many stages share, each stored once: a million stages that differ in seed and sparsity share a few hundred.
/// </summary>
internal sealed class SettingsTable
{
    private const int MostKnown = 10_000;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly List<StageDefinition> _shared = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>A cache by reference of lists, which avoids serializing a definition to find out whether it is known.</summary>
    private readonly Dictionary<StageDefinition, int> _seen = [];

    /// <summary>Numbers, from 1, for each choice of images and for each name of weights. No number is used twice.</summary>
    private readonly Dictionary<string, int> _choices = new(StringComparer.Ordinal);

    /// <summary>The choice of images, by settings number.</summary>
    private readonly List<int> _choiceOf = [];

    /// <summary>The number of the weights, by settings number; zero for settings without weights.</summary>
    private readonly List<int> _weightsOf = [];

    /// <summary>The fingerprint of each choice of images, once it is known.</summary>
    private readonly Dictionary<int, string> _fingerprints = [];

    public int Count => _shared.Count;

    /// <summary>The number of the choice of images in these settings.</summary>
    public int ChoiceOf(int number) => _choiceOf[number - 1];

    /// <summary>
    /// The number of the initial weights in these settings; zero for none. It never equals the number of a choice of images.
    /// </summary>
    public int WeightsOf(int number) => _weightsOf[number - 1];

    /// <summary>The fingerprint of the images of a choice; null until a worker has reported it.</summary>
    public string? FingerprintOf(int choice) => _fingerprints.GetValueOrDefault(choice);

    /// <summary>As above, for a choice that may be unknown here.</summary>
    public string? FingerprintOf(DataSettings data) => _choices.TryGetValue(KeyOf(data), out var choice) ? FingerprintOf(choice) : null;

    /// <summary>The number of the same settings with the known fingerprint of their images; the same number when none is known.</summary>
    public int Complete(int number)
    {
        var shared = this[number];
        return shared.Data.Fingerprint is null && FingerprintOf(ChoiceOf(number)) is { } known
            ? Number(shared with { Data = shared.Data with { Fingerprint = known } })
            : number;
    }

    /// <summary>Records the fingerprint of a choice. The first one reported is kept.</summary>
    public void SetFingerprint(int choice, string fingerprint) => _fingerprints.TryAdd(choice, fingerprint);

    /// <param name="number">Counted from 1.</param>
    public StageDefinition this[int number] => _shared[number - 1];

    /// <summary>The number of these settings. Unknown settings get the next number.</summary>
    public int Number(StageDefinition shared)
    {
        if (_seen.TryGetValue(shared, out var number))
            return number;
        var text = JsonSerializer.Serialize(shared, _json);
        if (!_numbers.TryGetValue(text, out number))
        {
            _shared.Add(shared);
            _numbers[text] = number = _shared.Count;
            var choice = Choice(KeyOf(shared.Data));
            _choiceOf.Add(choice);
            _weightsOf.Add(shared.Weights is { } weights ? Choice($"weights {weights.Name} {weights.Sha256}") : 0);
            if (shared.Data.Fingerprint is { } fingerprint)
                SetFingerprint(choice, fingerprint);
        }

        if (_seen.Count >= MostKnown)
            _seen.Clear();
        _seen[shared] = number;
        return number;
    }

    private int Choice(string key)
    {
        if (!_choices.TryGetValue(key, out var choice))
            _choices.Add(key, choice = _choices.Count + 1);
        return choice;
    }

    private static string KeyOf(DataSettings data) => JsonSerializer.Serialize(data.Choice(), _json);

    public void Load(SettingsFacts settings)
    {
        if (Number(settings.Shared) != settings.Number)
            throw new SweepStoreException($"The store's settings have a gap at number {settings.Number}.");
    }
}
