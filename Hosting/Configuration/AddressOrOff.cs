using System.Net;
using Sweep.Contracts.Spec.Values;

namespace Sweep.Hosting.Configuration;

/// <summary>Reads an address as <see cref="ListenAddress"/> does, or <c>off</c>.</summary>
/// <param name="port">The port of the example in error messages.</param>
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
