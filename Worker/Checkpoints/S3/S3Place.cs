using System.Text.RegularExpressions;

namespace Sweep.Worker.Checkpoints.S3;

/// <summary>Where in S3, or in a storage that speaks as it does, checkpoints are.</summary>
/// <param name="Prefix">What keys begin with, ending in a slash; empty for none.</param>
public sealed partial record S3Place(string Bucket, string Prefix)
{
    public const string Scheme = "s3://";

    public const string Expected = "s3://BUCKET or s3://BUCKET/FOLDER";

    /// <summary>Of a storage that is not Amazon's, where buckets are addressed by path; null for Amazon's of the region that the usual settings name.</summary>
    public Uri? Endpoint { get; init; }

    public static bool IsAddress(string text) => text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Null when it is not <see cref="Expected"/>.</summary>
    public static S3Place? TryParse(string text)
    {
        var match = Address().Match(text);
        if (!match.Success)
            return null;
        var prefix = match.Groups[2].Value.Trim('/');
        return new S3Place(match.Groups[1].Value, prefix.Length == 0 ? "" : prefix + "/");
    }

    public override string ToString() => $"{Scheme}{Bucket}/{Prefix}{(Endpoint is null ? "" : $" at {Endpoint}")}";

    // The rules for names of buckets, but for the rarest.
    [GeneratedRegex(@"^[sS]3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/([A-Za-z0-9!_.*'()/ -]*))?$")]
    private static partial Regex Address();
}
