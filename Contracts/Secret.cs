namespace Sweep.Contracts;

/// <summary>Keeps a text out of logs and messages: only <see cref="Value"/> shows it.</summary>
public sealed record Secret(string Value)
{
    public override string ToString() => "***";
}
