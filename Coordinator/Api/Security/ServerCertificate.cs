using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Sweep.Contracts.Files;
using Sweep.Hosting.Configuration;

namespace Sweep.Coordinator.Api.Security;

/// <summary>
/// The certificate that clients see. When its files change the new one holds for connections that begin from then on; while the new files
/// cannot be used, the old one goes on. Safe for concurrent use.
/// </summary>
internal sealed class ServerCertificate
{
    /// <summary>Between two looks at the files.</summary>
    private static readonly TimeSpan _lookInterval = TimeSpan.FromSeconds(1);

    private readonly TlsFiles _files;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _looking = new();
    private volatile SslStreamCertificateContext _current;
    private (FileStamp, FileStamp) _written;
    private long _looked;

    /// <exception cref="SettingsException">The files cannot be used.</exception>
    public ServerCertificate(TlsFiles files, TimeProvider time, ILogger log)
    {
        (_files, _time, _log) = (files, time, log);
        _written = Written();
        _looked = time.GetTimestamp();
        try
        {
            _current = Load(files);
        }
        catch (Exception error) when (IsUnusable(error))
        {
            throw new SettingsException([$"tls: {files.Certificate} and {files.Key} cannot be used: {error.Message}"]);
        }
    }

    public SslStreamCertificateContext Current
    {
        get
        {
            lock (_looking)
            {
                if (_time.GetElapsedTime(_looked) >= _lookInterval)
                    Look();
            }

            return _current;
        }
    }

    private void Look()
    {
        _looked = _time.GetTimestamp();
        var written = Written();
        if (written == _written)
            return;
        try
        {
            _current = Load(_files);
            _written = written;
            _log.CertificateReadAgain(_files.Certificate);
        }
        catch (Exception error) when (IsUnusable(error))
        {
            // Of two files that are replaced one after the other, the second may be on its way.
            _log.CertificateUnusable(_files.Certificate, error.Message);
        }
    }

    private (FileStamp, FileStamp) Written() => (FileStamp.Of(_files.Certificate), FileStamp.Of(_files.Key));

    private static SslStreamCertificateContext Load(TlsFiles files)
    {
        var certificate = X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(files.Certificate);
        return SslStreamCertificateContext.Create(certificate, [.. chain.Skip(1)], offline: true);
    }

    private static bool IsUnusable(Exception error) =>
        error is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException;
}
