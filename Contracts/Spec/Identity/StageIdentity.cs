using System.Security.Cryptography;
using System.Text;
using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Spec.Identity;

/// <summary>
/// Computes a stage's id from its content: the first 16 bytes of the SHA-256 of its canonical form, big-endian.
/// <para>
/// The canonical form is UTF-8 text with one <c>key=value</c> per line, each ended by a line feed, sorted by key (ordinal). It always
/// contains <c>data.dataset</c>, <c>kind</c> and <c>model.architecture</c>; <c>parent</c> (an id) if there is one; <c>seed</c> and
/// <c>sparsity</c> unless zero; <c>weights.sha256</c>, or <c>weights.name</c> when the catalogue knows the content; and every setting of
/// the spec that differs from its default, under its path and in its canonical form. A new setting therefore does not change old ids, but a
/// released default can never change. Settings that have no effect are first reset to their defaults (<see cref="StageNormalisation"/>).
/// </para>
/// </summary>
public static class StageIdentity
{
    /// <summary>Computes a stage's id; its <see cref="StageDefinition.Id"/> is ignored.</summary>
    public static StageId Of(StageDefinition stage) => new StageTemplate(stage).Identify(stage.Parent, stage.Sparsity, stage.Seed);

    /// <summary>The text that is hashed, for people and tests.</summary>
    public static string CanonicalText(StageDefinition stage) =>
        Encoding.UTF8.GetString(new StageTemplate(stage).Canonical(stage.Parent, stage.Sparsity, stage.Seed));

    internal static StageId Hash(ReadOnlySpan<byte> canonical)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(canonical, hash);
        return new StageId(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash));
    }
}
