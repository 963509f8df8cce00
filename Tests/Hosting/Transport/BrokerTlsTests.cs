using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sweep.Hosting.Transport;

namespace Sweep.Tests.Hosting.Transport;

public sealed class BrokerTlsTests
{
    private static readonly DateTimeOffset _from = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset _until = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void IsTrusted_SignedByTheAuthority_IsTrusted()
    {
        using var authority = Authority();
        using var certificate = SignedBy(authority);

        Assert.True(BrokerTls.IsTrusted(certificate, [authority], SslPolicyErrors.RemoteCertificateChainErrors));
    }

    [Fact]
    public void IsTrusted_SignedByAnother_IsNot()
    {
        using var authority = Authority();
        using var other = Authority();
        using var certificate = SignedBy(other);

        Assert.False(BrokerTls.IsTrusted(certificate, [authority], SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.False(BrokerTls.IsTrusted(certificate, [authority], SslPolicyErrors.None));
    }

    [Fact]
    public void IsTrusted_WrongName_IsNot()
    {
        using var authority = Authority();
        using var certificate = SignedBy(authority);

        Assert.False(BrokerTls.IsTrusted(certificate, [authority], SslPolicyErrors.RemoteCertificateNameMismatch));
        Assert.False(BrokerTls.IsTrusted(null, [authority], SslPolicyErrors.None));
    }

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(_from, _until);
    }

    private static X509Certificate2 SignedBy(X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=mq", key, HashAlgorithmName.SHA256).Create(authority, _from, _until.AddYears(-1), [1, 2, 3]);
    }
}
