using Microsoft.Extensions.Logging;

namespace Sweep.Coordinator.Api;

/// <summary>What this folder and those in it log.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(LogLevel.Error, "The audit log {File} cannot be written ({Problem}); its line: {Line}")]
    public static partial void AuditLogCannotBeWritten(this ILogger log, string file, string problem, string line);

    [LoggerMessage(LogLevel.Error, "{Method} failed")]
    public static partial void MethodFailed(this ILogger log, Exception error, string method);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    public static partial void RequestFailed(this ILogger log, Exception error, string method, string? path);

    [LoggerMessage(LogLevel.Information, "The certificate {File} was read again")]
    public static partial void CertificateReadAgain(this ILogger log, string file);

    [LoggerMessage(
        LogLevel.Warning,
        "The certificate {File} and its key changed and cannot be used ({Problem}); the one from before goes on"
    )]
    public static partial void CertificateUnusable(this ILogger log, string file, string problem);

    [LoggerMessage(LogLevel.Error, "Nobody is let in: {Problem}")]
    public static partial void NobodyLetIn(this ILogger log, string problem);
}
