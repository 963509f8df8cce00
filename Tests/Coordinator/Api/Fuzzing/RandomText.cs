namespace Sweep.Tests.Coordinator.Api.Fuzzing;

/// <summary>Texts that somebody might send.</summary>
internal static class RandomText
{
    private static readonly string[] _values =
    [
        "small",
        "other",
        "",
        " ",
        "dataset = mnist",
        "sparsity >= 0.5 and (seed in 1,2",
        "top1 desc",
        "dataset",
        "sparsity",
        "seed",
        "top1",
        "nothing",
        "0",
        "-1",
        "1e99",
        "NaN",
        "2s",
        "0.5s",
        "99999999999999999999",
        "true",
        "null",
        "../../etc/passwd",
        "%00",
        "\0",
        "\u202e\ud83d\ude00",
        "'; drop table stages; --",
        "<script>alert(1)</script>",
        "csv",
        "jsonl",
        "parquet",
        Specs.Small,
        "name: x\ngrid: {",
        "a: &a [*a, *a]",
        new('x', 3000),
        "${jndi:ldap://x}",
        "{0}",
        "%s%n",
        "0123456789abcdef0123456789abcdef",
        "node1",
        "node1-7-a",
        "SWEEP_STATE_RUNNING",
        "STAGE_STATE_FAILED",
    ];

    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789-._~";

    public static string Value(Random random) => random.Next(3) == 0 ? Word(random) : _values[random.Next(_values.Length)];

    public static string Word(Random random) =>
        new([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => Letters[random.Next(Letters.Length)])]);

    public static string Path(Random random) =>
        string.Concat(
            Enumerable
                .Range(0, random.Next(1, 5))
                .Select(_ => "/" + Uri.EscapeDataString(Value(random) is { Length: < 200 } part ? part : "long"))
        );
}
