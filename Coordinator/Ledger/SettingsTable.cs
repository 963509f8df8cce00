using System.Text.Json;
using System.Text.Json.Serialization;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger;

/// <summary>What many stages have in common, each once: a million stages that differ in seed and sparsity share a few hundred of these.</summary>
internal sealed class SettingsTable
{
    private const int MostKnown = 10_000;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly List<StageDefinition> _shared = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>Saves writing a definition down to see whether it is known. Lists in it are compared by reference.</summary>
    private readonly Dictionary<StageDefinition, int> _seen = [];

    public int Count => _shared.Count;

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
        }

        if (_seen.Count >= MostKnown)
            _seen.Clear();
        _seen[shared] = number;
        return number;
    }

    public void Load(SettingsFacts settings)
    {
        if (Number(settings.Shared) != settings.Number)
            throw new SweepStoreException($"The store's settings have a gap at number {settings.Number}.");
    }
}
