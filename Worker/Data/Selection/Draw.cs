using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sweep.Worker.Data.Selection;

/// <summary>
/// Chooses images by seed and name: an image's rank is the first eight bytes (big-endian) of the SHA-256 of "seed/purpose/name". The choice
/// does not depend on the order in which images are listed, any language can repeat it, and of two sizes drawn with one seed the smaller is
/// part of the larger.
/// </summary>
internal static class Draw
{
    /// <summary>Returns the <paramref name="count"/> indices of the lowest rank, in the given order.</summary>
    public static List<int> Lowest(IReadOnlyList<int> indices, int count, int seed, string purpose, Func<int, string> nameOf)
    {
        if (count >= indices.Count)
        {
            return [.. indices];
        }

        var chosen = indices.OrderBy(index => Rank(seed, purpose, nameOf(index))).ThenBy(index => index).Take(count).ToHashSet();
        return [.. indices.Where(chosen.Contains)];
    }

    private static ulong Rank(int seed, string purpose, string name) =>
        BinaryPrimitives.ReadUInt64BigEndian(
            SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{seed}/{purpose}/{name}")))
        );
}
