namespace Sweep.Client.Connecting;

/// <summary>The address of a coordinator, as users write it.</summary>
public static class ServerAddress
{
    public const string Expected = "an address such as http://127.0.0.1:5080 or https://sweep.example.org:5080";

    /// <summary>Where a coordinator listens unless it is told otherwise.</summary>
    public static readonly Uri Default = new("http://127.0.0.1:5080");

    public static Uri? TryParse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address is { Scheme: "http" or "https", PathAndQuery: "/", Fragment: "", UserInfo: "" }
            ? address
            : null;
}
