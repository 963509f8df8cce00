namespace Sweep.Worker.Messaging;

/// <summary>Why an attempt is stopped early.</summary>
internal enum StopReason
{
    /// <summary>It is not stopped.</summary>
    None,

    /// <summary>No sweep wants the stage at the moment: save it.</summary>
    Unwanted,

    /// <summary>The process is about to end: save it.</summary>
    Shutdown,

    /// <summary>It took too long: save it.</summary>
    Timeout,

    /// <summary>Another attempt has replaced it: save and report nothing.</summary>
    Superseded,
}
