namespace Sweep.Contracts;

/// <summary>A text that must not get into a log or a message: it has to be asked for by name.</summary>
public sealed record Secret(string Value)
{
    public override string ToString() => "***";
}
