namespace Sweep.Worker.Messaging;

/// <summary>Why an attempt is ended before its time.</summary>
internal enum StopReason
{
    /// <summary>It runs on.</summary>
    None,

    /// <summary>Nobody wants the stage at the moment: save it.</summary>
    Unwanted,

    /// <summary>The process is to end: save it.</summary>
    Shutdown,

    /// <summary>It took too long: save it.</summary>
    Timeout,

    /// <summary>Another attempt has taken its place: save nothing, say nothing.</summary>
    Superseded,
}
