using System.Text.RegularExpressions;

namespace Sweep.Worker.Checkpoints.S3;

/// <summary>The bucket and folder of the checkpoints, in S3 or a storage with the same interface.</summary>
/// <param name="Prefix">The beginning of all keys, ending in a slash; empty for none.</param>
public sealed partial record S3Place(string Bucket, string Prefix)
{
    public const string Scheme = "s3://";

    public const string Expected = "s3://BUCKET or s3://BUCKET/FOLDER";

    /// <summary>
    /// Address of a storage other than Amazon's, where buckets are addressed by path; null means Amazon's in the configured region.
    /// </summary>
    public Uri? Endpoint { get; init; }

    public static bool IsAddress(string text) => text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Null when the text is not of the form <see cref="Expected"/>.</summary>
    public static S3Place? TryParse(string text)
    {
        var match = Address().Match(text);
        if (!match.Success)
            return null;
        var prefix = match.Groups[2].Value.Trim('/');
        return new S3Place(match.Groups[1].Value, prefix.Length == 0 ? "" : prefix + "/");
    }

    public override string ToString() => $"{Scheme}{Bucket}/{Prefix}{(Endpoint is null ? "" : $" at {Endpoint}")}";

    // S3's rules for bucket names, without the rarest ones.
    [GeneratedRegex(@"^[sS]3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/([A-Za-z0-9!_.*'()/ -]*))?$")]
    private static partial Regex Address();
}
