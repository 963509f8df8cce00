using System.Net;
using Sweep.Contracts.Spec.Values;

namespace Sweep.Coordinator.Api;

/// <summary>As <see cref="ListenAddress"/>, or <c>off</c>.</summary>
public sealed class PageAddress : ScalarKind<IPEndPoint?>
{
    private const string Off = "off";

    private static readonly ListenAddress _address = new();

    public override string Expected => $"{_address.Expected.Replace("5080", "5081", StringComparison.Ordinal)}, or {Off}";

    public override string Format(IPEndPoint? value) => value is null ? Off : _address.Format(value);

    public override bool TryParse(string text, out IPEndPoint? value)
    {
        value = null;
        return text == Off || _address.TryParse(text, out value!);
    }
}
