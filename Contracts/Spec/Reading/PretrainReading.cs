using Sweep.Contracts.Architectures;
using Sweep.Contracts.Spec.Settings;
using Sweep.Contracts.Spec.Values;

namespace Sweep.Contracts.Spec.Reading;

/// <summary>
/// Reads the <c>pretrain</c> block. A pretrain stage takes <c>data.image</c> and the <c>training</c> block of the spec, changed by its own
/// entry. Axes, overrides and the other data settings apply only to trials.
/// </summary>
internal sealed class PretrainReading(SpecSettings blocks, SpecProblems problems)
{
    private static readonly WholeNumber _seed = new(0);

    private static readonly Setting[] _settings =
    [
        SettingsCatalogue.Dataset,
        .. SettingsCatalogue.InBlock(SettingsCatalogue.Data),
        .. SettingsCatalogue.InBlock(SettingsCatalogue.Training),
    ];

    private static readonly string[] _keys = ["weights", "sha256", "seed", .. _settings.Select(setting => setting.Name)];

    public IReadOnlyDictionary<string, PretrainSource> Read(SpecNode node)
    {
        var sources = new Dictionary<string, PretrainSource>();
        foreach (var entry in Block.Entries(node, "pretrain", ArchitectureCatalogue.Names, problems))
        {
            sources[entry.Key] = ReadSource(entry, Block.Join("pretrain", entry.Key));
        }

        return sources;
    }

    private PretrainSource ReadSource(SpecEntry architecture, string path)
    {
        var settings = SpecSettings.Default with
        {
            Data = SpecSettings.Default.Data with { Image = blocks.Data.Image },
            Training = blocks.Training,
        };
        var seed = 0;
        var written = new Dictionary<string, SpecEntry>();
        foreach (var entry in Block.Entries(architecture.Value, path, _keys, problems))
        {
            written[entry.Key] = entry;
            var entryPath = Block.Join(path, entry.Key);
            if (entry.Key == "seed")
            {
                _seed.TryRead(entry.Value, entryPath, problems, out seed);
            }
            else if (
                Array.Find(_settings, setting => setting.Name == entry.Key) is { } setting
                && setting.TryRead(entry.Value, entryPath, problems, out var value)
            )
            {
                settings = setting.Set(settings, value);
            }
        }

        if (written.TryGetValue("weights", out var weights))
        {
            foreach (var entry in written.Values.Where(entry => entry.Key is not ("weights" or "sha256")))
            {
                problems.Add(
                    entry.Line,
                    Block.Join(path, entry.Key),
                    "says how to pre-train, but weights are given; keep one of weights and dataset"
                );
            }

            return new PretrainSource
            {
                Weights = new WeightsReading(problems).Read(architecture.Key, weights, written.GetValueOrDefault("sha256"), path),
                Line = weights.Line,
            };
        }

        if (!written.ContainsKey("dataset"))
        {
            problems.Add(
                architecture.Line,
                path,
                "says not what to start from; expected { weights: NAME } or { dataset: NAME, epochs: N }"
            );
        }
        else if (written.TryGetValue("sha256", out var hash))
        {
            problems.Add(hash.Line, Block.Join(path, "sha256"), "is the hash of a file of weights; expected weights beside it");
        }

        return new PretrainSource
        {
            Data = settings.Data,
            Training = settings.Training,
            Seed = seed,
            Line = architecture.Line,
        };
    }
}
