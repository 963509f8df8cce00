using System.Security.Cryptography.X509Certificates;
using Sweep.Contracts;

namespace Sweep.Client.Connecting;

/// <summary>How a coordinator is reached.</summary>
/// <param name="Address">Without a path.</param>
public sealed record Connection(Uri Address)
{
    /// <summary>Null: none is sent.</summary>
    public BearerToken? Token { get; init; }

    /// <summary>Authorities that its certificate may come from; null: those of the system.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>The address as messages name it.</summary>
    public string Name => Address.GetLeftPart(UriPartial.Authority);
}

/// <summary>A bearer token.</summary>
/// <param name="Origin">Where it was found, for messages; never the token itself.</param>
public sealed record BearerToken(Secret Value, string Origin);
