using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Sweep.Contracts.Spec.Settings;
using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Spec.Identity;

/// <summary>
/// What many stages have in common: everything except parent, sparsity and seed. The common part of the canonical form is written once, so
/// that computing an id costs one short copy and one hash.
/// </summary>
public sealed class StageTemplate
{
    private readonly StageDefinition _stage;
    private readonly byte[] _beforeParent;
    private readonly byte[] _beforeSeed;
    private readonly byte[] _atEnd;

    /// <param name="stage">Its parent, sparsity, seed and id are ignored, but parent and sparsity must fit its kind.</param>
    public StageTemplate(StageDefinition stage)
    {
        _stage = StageNormalisation.Normalise(stage);
        _beforeParent = Write([
            .. Sorted(NonDefault(SettingsCatalogue.Data).Append(("data.dataset", _stage.Data.Dataset))),
            ("kind", _stage.Kind.ToString().ToLowerInvariant()),
            .. Sorted(NonDefault(SettingsCatalogue.Model).Append(("model.architecture", _stage.Model.Architecture))),
        ]);
        _beforeSeed = Write(_stage.Pruning is null ? [] : Sorted(NonDefault(SettingsCatalogue.Pruning)));
        _atEnd = Write([.. Sorted(NonDefault(SettingsCatalogue.Training)), .. Weights()]);
    }

    public StageKind Kind => _stage.Kind;

    public DataSettings Data => _stage.Data;

    public WeightsSource? StartsFrom => _stage.Weights;

    public int Epochs => _stage.Training.Epochs;

    /// <summary>The complete stage with its id, and without settings that have no effect.</summary>
    public StageDefinition Define(StageId id, StageId? parent, double sparsity, int seed) =>
        _stage with
        {
            Id = id,
            Parent = parent,
            Sparsity = sparsity,
            Seed = seed,
        };

    public StageId Identify(StageId? parent, double sparsity, int seed)
    {
        Span<byte> buffer = stackalloc byte[512];
        return Length <= buffer.Length - 128
            ? StageIdentity.Hash(buffer[..Fill(buffer, parent, sparsity, seed)])
            : StageIdentity.Hash(Canonical(parent, sparsity, seed));
    }

    /// <summary>The canonical form as UTF-8; see <see cref="StageIdentity"/>.</summary>
    public byte[] Canonical(StageId? parent, double sparsity, int seed)
    {
        var buffer = new byte[Length + 128];
        return buffer[..Fill(buffer, parent, sparsity, seed)];
    }

    private int Length => _beforeParent.Length + _beforeSeed.Length + _atEnd.Length;

    /// <summary>
    /// Writes the canonical form. The buffer needs up to 128 bytes beyond <see cref="Length"/>: 40 for the parent, 16 for the seed, 35 for
    /// the sparsity.
    /// </summary>
    private int Fill(Span<byte> buffer, StageId? parent, double sparsity, int seed)
    {
        var length = 0;
        Append(buffer, _beforeParent, ref length);
        if (parent is { } id)
        {
            Append(buffer, "parent="u8, ref length);
            id.Value.TryFormat(buffer[length..], out var written, "x32", CultureInfo.InvariantCulture);
            length += written;
            buffer[length++] = (byte)'\n';
        }

        Append(buffer, _beforeSeed, ref length);
        if (seed != 0)
        {
            Append(buffer, "seed="u8, ref length);
            Utf8Formatter.TryFormat(seed, buffer[length..], out var written);
            length += written;
            buffer[length++] = (byte)'\n';
        }

        if (sparsity != 0)
        {
            Append(buffer, "sparsity="u8, ref length);
            sparsity.TryFormat(buffer[length..], out var written, "R", CultureInfo.InvariantCulture);
            length += written;
            buffer[length++] = (byte)'\n';
        }

        Append(buffer, _atEnd, ref length);
        return length;
    }

    private static void Append(Span<byte> buffer, ReadOnlySpan<byte> part, ref int length)
    {
        part.CopyTo(buffer[length..]);
        length += part.Length;
    }

    private IEnumerable<(string Key, string Value)> NonDefault(string block)
    {
        var settings = SpecSettings.Default with
        {
            Data = _stage.Data,
            Model = _stage.Model,
            Training = _stage.Training,
            Pruning = _stage.Pruning ?? SpecSettings.Default.Pruning,
        };
        return SettingsCatalogue
            .InBlock(block)
            .Select(setting => (setting.Path, Text: setting.TextOf(settings), Default: setting.DefaultText))
            .Where(line => line.Text != line.Default)
            .Select(line => (line.Path, line.Text));
    }

    private IEnumerable<(string Key, string Value)> Weights() =>
        _stage.Weights switch
        {
            null => [],
            { Sha256: { } hash } => [("weights.sha256", hash)],
            { Name: var name } => [("weights.name", name)],
        };

    private static IEnumerable<(string Key, string Value)> Sorted(IEnumerable<(string Key, string Value)> lines) =>
        lines.OrderBy(line => line.Key, StringComparer.Ordinal);

    private static byte[] Write(IEnumerable<(string Key, string Value)> lines) =>
        Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => $"{line.Key}={line.Value}\n")));
}
