using System.Text.Json;
using System.Text.Json.Serialization;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>What many stages have in common, each once: a million stages that differ in seed and sparsity share a few hundred of these.</summary>
internal sealed class SettingsTable
{
    private const int MostKnown = 10_000;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly List<StageDefinition> _shared = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>Saves writing a definition down to see whether it is known. Lists in it are compared by reference.</summary>
    private readonly Dictionary<StageDefinition, int> _seen = [];

    /// <summary>By what decides which images are chosen, and by what names weights: numbers from 1, none of them twice.</summary>
    private readonly Dictionary<string, int> _choices = new(StringComparer.Ordinal);

    /// <summary>By number of the settings.</summary>
    private readonly List<int> _choiceOf = [];

    /// <summary>By number of the settings; zero where they start from no weights.</summary>
    private readonly List<int> _weightsOf = [];

    /// <summary>By choice: its fingerprint, once it is known.</summary>
    private readonly Dictionary<int, string> _fingerprints = [];

    public int Count => _shared.Count;

    /// <summary>The number of the choice of images that settings make.</summary>
    public int ChoiceOf(int number) => _choiceOf[number - 1];

    /// <summary>The number of the weights that settings start from, which is no choice of images' number; zero for none.</summary>
    public int WeightsOf(int number) => _weightsOf[number - 1];

    /// <summary>What the images of a choice are; null while nobody has told.</summary>
    public string? FingerprintOf(int choice) => _fingerprints.GetValueOrDefault(choice);

    /// <summary>As above, for a choice that may never have been made here.</summary>
    public string? FingerprintOf(DataSettings data) => _choices.TryGetValue(KeyOf(data), out var choice) ? FingerprintOf(choice) : null;

    /// <summary>The same settings with the fingerprint that is known of their images; themselves when none is.</summary>
    public int Complete(int number)
    {
        var shared = this[number];
        return shared.Data.Fingerprint is null && FingerprintOf(ChoiceOf(number)) is { } known
            ? Number(shared with { Data = shared.Data with { Fingerprint = known } })
            : number;
    }

    /// <summary>The first that is told of a choice counts.</summary>
    public void Tell(int choice, string fingerprint) => _fingerprints.TryAdd(choice, fingerprint);

    /// <param name="number">From 1.</param>
    public StageDefinition this[int number] => _shared[number - 1];

    /// <summary>The number of a shared part; one that is not known gets the next.</summary>
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
                Tell(choice, fingerprint);
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
