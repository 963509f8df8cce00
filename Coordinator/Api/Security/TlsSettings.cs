using Sweep.Hosting.Configuration;

namespace Sweep.Coordinator.Api.Security;

/// <summary>The settings of <see cref="ApiOptions.Tls"/>, as the block <c>tls</c>.</summary>
internal static class TlsSettings
{
    public static IReadOnlyList<ProgramSetting<ApiOptions>> All { get; } =
    [
        ProgramSettings.Make<ApiOptions, string?>(
            "certificate",
            new Text("a file"),
            "FILE",
            "PEM file of the certificate, and of those between it and a known authority; read again when it changes",
            o => o.Tls?.Certificate,
            (o, v) => o with { Tls = new TlsFiles(v!, o.Tls?.Key ?? "") }
        ),
        ProgramSettings.Make<ApiOptions, string?>(
            "key",
            new Text("a file"),
            "FILE",
            "PEM file of its key",
            o => o.Tls?.Key,
            (o, v) => o with { Tls = new TlsFiles(o.Tls?.Certificate ?? "", v!) }
        ),
    ];

    public static IEnumerable<string> Check(ApiOptions options)
    {
        if (options.Tls is not { } tls)
            yield break;
        foreach (var (name, file, other) in new[] { ("certificate", tls.Certificate, "key"), ("key", tls.Key, "certificate") })
        {
            if (file.Length == 0)
                yield return $"tls.{other}: expected tls.{name} beside it";
            else if (!File.Exists(file))
                yield return $"tls.{name}: {file} is not there";
        }
    }
}
