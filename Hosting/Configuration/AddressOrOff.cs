using System.Net;
using Sweep.Contracts.Spec.Values;

namespace Sweep.Hosting.Configuration;

/// <summary>As <see cref="ListenAddress"/>, or <c>off</c>.</summary>
/// <param name="port">Of the example in what is expected.</param>
public sealed class AddressOrOff(int port) : ScalarKind<IPEndPoint?>
{
    private const string Off = "off";

    private readonly ListenAddress _address = new(port);

    public override string Expected => $"{_address.Expected}, or {Off}";

    public override string Format(IPEndPoint? value) => value is null ? Off : _address.Format(value);

    public override bool TryParse(string text, out IPEndPoint? value)
    {
        value = null;
        return text == Off || _address.TryParse(text, out value!);
    }
}
