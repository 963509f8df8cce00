namespace Sweep.Tests.Worker.Data.Fixtures;

/// <summary>Damages files as disks, networks and attackers do; the same seed gives the same damage.</summary>
internal static class Mutation
{
    public static byte[] Of(byte[] whole, int seed)
    {
        var random = new Random(seed);
        var bytes = (byte[])whole.Clone();
        switch (random.Next(4))
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                return [.. bytes, .. Enumerable.Range(0, random.Next(1, 64)).Select(_ => (byte)random.Next(256))];
            case 2:
                for (var i = random.Next(1, 9); i > 0; i--)
                {
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                }

                return bytes;
            default:
                // Most mutations hit the beginning, because headers contain the claimed sizes.
                bytes[random.Next(Math.Min(bytes.Length, 256))] = (byte)random.Next(256);
                return bytes;
        }
    }
}
