using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sweep.Tests.Cluster.Running;

/// <summary>An authority, and a certificate of it for localhost that serves both sides, as PEM files.</summary>
internal sealed class TestCertificates : IDisposable
{
    private static readonly DateTimeOffset _from = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset _until = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("sweep-tls-").FullName;

    public string Authority => Path.Combine(_folder, "ca.pem");

    public string Certificate => Path.Combine(_folder, "certificate.pem");

    public string Key => Path.Combine(_folder, "key.pem");

    /// <summary>Free a moment ago.</summary>
    public int Port { get; } = Ports.Free();

    public static TestCertificates Create()
    {
        var files = new TestCertificates();
        using var authorityKey = RSA.Create(2048);
        var request = new CertificateRequest("CN=sweep test authority", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(_from, _until);
        using var key = RSA.Create(2048);
        request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, _from, _until.AddYears(-1), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(files.Authority, authority.ExportCertificatePem());
        File.WriteAllText(files.Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(files.Key, key.ExportPkcs8PrivateKeyPem());
        return files;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
