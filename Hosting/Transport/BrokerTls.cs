using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MassTransit;
using RabbitMQ.Client;

namespace Sweep.Hosting.Transport;

/// <summary>Configures TLS from <see cref="BrokerOptions"/>. Certificates are PEM files, as in mounted secrets.</summary>
internal static class BrokerTls
{
    public static void Apply(BrokerOptions broker, IRabbitMqSslConfigurator ssl, string host)
    {
        ssl.Protocol = SslProtocols.None; // The system chooses the newest protocol that both sides have.
        ssl.ServerName = broker.ServerName ?? host;
        ssl.EnforcePolicyErrors(
            SslPolicyErrors.RemoteCertificateChainErrors
                | SslPolicyErrors.RemoteCertificateNameMismatch
                | SslPolicyErrors.RemoteCertificateNotAvailable
        );
        if (broker.CertificateFile is { } file)
            ssl.Certificate = X509Certificate2.CreateFromPemFile(file, broker.KeyFile);
        if (Validation(broker) is { } validation)
            ssl.CertificateValidationCallback = validation;
    }

    /// <summary>Makes the same configuration for RabbitMQ's own client.</summary>
    public static SslOption For(BrokerOptions broker, string host) =>
        new(broker.ServerName ?? host, enabled: broker.Tls)
        {
            Certs = broker.CertificateFile is { } file ? [X509Certificate2.CreateFromPemFile(file, broker.KeyFile)] : null,
            CertificateValidationCallback = Validation(broker),
        };

    /// <summary>Returns null when the system validates certificates.</summary>
    private static RemoteCertificateValidationCallback? Validation(BrokerOptions broker)
    {
        if (broker.CaFile is not { } authorities)
            return null;
        var trusted = new X509Certificate2Collection();
        trusted.ImportFromPemFile(authorities);
        return (_, certificate, _, errors) => IsTrusted(certificate, trusted, errors);
    }

    /// <summary>Requires that the name matches and that the chain ends at one of these authorities, whatever the system trusts.</summary>
    internal static bool IsTrusted(X509Certificate? certificate, X509Certificate2Collection authorities, SslPolicyErrors errors)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var copy = new X509Certificate2(certificate);
        return chain.Build(copy);
    }
}
