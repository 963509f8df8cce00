using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sweep.Coordinator.Home;

namespace Sweep.Coordinator.Api.Security;

/// <summary>
/// Who did what: one JSON object a line, in a file of the home that only its owner reads. When it is full it becomes <c>audit.1.jsonl</c>,
/// what was that <c>audit.2.jsonl</c>, and so on; the oldest goes. What cannot be written there goes to the log instead. Safe for
/// concurrent use.
/// </summary>
internal sealed class AuditLog(SweepHome home, TimeProvider time, ILogger<AuditLog> log)
{
    private const int KeptFiles = 5;

    private readonly Lock _writing = new();

    /// <summary>Bytes; a file is a line longer at most.</summary>
    public long MaxFile { get; init; } = 10 << 20;

    /// <param name="who">A token's name, or <see cref="Caller.Local"/>; null when they are not known.</param>
    /// <param name="outcome">OK, or an error's reason.</param>
    public void Write(HttpContext http, string? who, string method, string? sweep, string outcome)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                time = time.GetUtcNow().UtcDateTime,
                who,
                remote = http.Connection.RemoteIpAddress?.ToString(),
                method = Shown(method),
                sweep = sweep is null ? null : Shown(sweep),
                outcome,
            }
        );
        lock (_writing)
        {
            try
            {
                Append([.. line, (byte)'\n']);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                log.AuditLogCannotBeWritten(home.Audit(0), error.Message, System.Text.Encoding.UTF8.GetString(line));
            }
        }
    }

    private void Append(byte[] line)
    {
        if (new FileInfo(home.Audit(0)) is { Exists: true } full && full.Length >= MaxFile)
        {
            for (var number = KeptFiles - 2; number >= 0; number--)
            {
                if (File.Exists(home.Audit(number)))
                    File.Move(home.Audit(number), home.Audit(number + 1), overwrite: true);
            }
        }

        Directory.CreateDirectory(home.Folder);
        using var file = new FileStream(home.Audit(0), PrivateFile());
        file.Write(line);
    }

    private static string Shown(string text) => text.Length > 200 ? text[..200] + "…" : text;

    /// <summary>Nobody but its owner reads or writes it.</summary>
    private static FileStreamOptions PrivateFile()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.Read,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
