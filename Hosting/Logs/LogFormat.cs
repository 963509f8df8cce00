namespace Sweep.Hosting.Logs;

public enum LogFormat
{
    /// <summary>Each entry is a line of text, for people.</summary>
    Plain,

    /// <summary>Each entry is a JSON object, for programs.</summary>
    Json,
}
