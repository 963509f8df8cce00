namespace Sweep.Cli;

/// <summary>What the program tells its caller.</summary>
public static class ExitCode
{
    public const int Completed = 0;

    /// <summary>The sweep ended, but some of its trials failed.</summary>
    public const int SomeTrialsFailed = 1;

    /// <summary>The command line, the spec or a named thing cannot be accepted.</summary>
    public const int BadInput = 2;

    /// <summary>A fault of the program or of the machine (EX_SOFTWARE of sysexits.h).</summary>
    public const int Fault = 70;

    /// <summary>Ended by Ctrl-C, SIGTERM or a closed terminal.</summary>
    public const int Interrupted = 130;
}
