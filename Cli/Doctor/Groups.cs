namespace Sweep.Cli.Doctor;

/// <summary>What checks are listed under.</summary>
internal static class Groups
{
    public const string Machine = "machine";

    public const string Training = "training";

    public const string Data = "data";

    public const string Places = "places";

    public const string Cluster = "cluster";
}
