using System.Runtime.InteropServices;

namespace Sweep.Worker;

internal static partial class ProcessExit
{
    /// <summary>
    /// Ends the process without running the C library's exit handlers, because libtorch's destructors must not run while one of its threads
    /// still computes.
    /// </summary>
    public static void Now(int code)
    {
        try
        {
            ExitNow(code);
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            Environment.Exit(code);
        }
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}
