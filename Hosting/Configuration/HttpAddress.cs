using Sweep.Contracts.Spec.Values;

namespace Sweep.Hosting.Configuration;

/// <summary>Reads a URL of http or https.</summary>
public sealed class HttpAddress : ScalarKind<Uri?>
{
    public override string Expected => "a URL such as http://localhost:4317";

    public override string Format(Uri? value) => value?.ToString() ?? "";

    public override bool TryParse(string text, out Uri? value) =>
        Uri.TryCreate(text, UriKind.Absolute, out value) && value.Scheme is "http" or "https";
}
