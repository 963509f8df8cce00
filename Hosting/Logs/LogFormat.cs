namespace Sweep.Hosting.Logs;

public enum LogFormat
{
    /// <summary>A line of text each, for people.</summary>
    Plain,

    /// <summary>A JSON object each, for programs.</summary>
    Json,
}
