using System.Runtime.InteropServices;

namespace Sweep.Cli.CommandLine;

/// <summary>
/// SIGHUP, which a closed terminal sends, asks for an orderly end as SIGTERM does. What is printed afterwards goes nowhere: the terminal is
/// not there any more. Where the signal is ignored from the beginning, as under <c>nohup</c>, it stays so.
/// </summary>
internal sealed partial class HangUp : IDisposable
{
    private const int WriteOnly = 1;

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _registration;

    public HangUp() =>
        _registration = PosixSignalRegistration.Create(
            PosixSignal.SIGHUP,
            context =>
            {
                context.Cancel = true;
                LeaveTerminal();
                // Whoever waits for it must not run on the signal's thread.
                _ = _source.CancelAsync();
            }
        );

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }

    private static void LeaveTerminal()
    {
        if (OperatingSystem.IsWindows() || (Console.IsOutputRedirected && Console.IsErrorRedirected))
            return;
        var nowhere = Open("/dev/null", WriteOnly);
        if (nowhere < 0)
            return;
        if (!Console.IsOutputRedirected)
            _ = Duplicate(nowhere, 1);
        if (!Console.IsErrorRedirected)
            _ = Duplicate(nowhere, 2);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int from, int to);
}
