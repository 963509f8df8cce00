using System.Security.Cryptography;
using System.Text;

namespace Sweep.Contracts.Stages;

/// <summary>
/// Makes a stage's id from its content: the SHA-256 of its canonical form, whose first 16 bytes are the id, big-endian.
/// <para>
/// The canonical form is UTF-8 text with one <c>key=value</c> a line, each ended by a line feed, sorted by key (ordinal):
/// <c>data.dataset</c>, <c>kind</c> and <c>model.architecture</c> always; <c>parent</c> (an id) if there is one; <c>seed</c> and
/// <c>sparsity</c> unless zero; <c>weights.sha256</c>, or <c>weights.name</c> where the catalogue knows the content; and every
/// setting of the spec, under its path and in its canonical form, that differs from its default. So a new setting leaves old
/// ids as they are; and a default, once released, can never change. Settings that cannot matter are first put back to their
/// defaults (<see cref="StageNormalisation"/>).
/// </para>
/// </summary>
public static class StageIdentity
{
    /// <summary>The stage's id; its <see cref="StageDefinition.Id"/> is not looked at.</summary>
    public static StageId Of(StageDefinition stage) => new StageTemplate(stage).Identify(stage.Parent, stage.Sparsity, stage.Seed);

    /// <summary>The text that is hashed, for people and for tests.</summary>
    public static string CanonicalText(StageDefinition stage) =>
        Encoding.UTF8.GetString(new StageTemplate(stage).Canonical(stage.Parent, stage.Sparsity, stage.Seed));

    internal static StageId Hash(ReadOnlySpan<byte> canonical)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(canonical, hash);
        return new StageId(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash));
    }
}
