namespace Sweep.Cli.Running;

/// <summary>This process cannot go on executing stages; what is done is stored, and the same command goes on in another.</summary>
public sealed class RunFaultException(string reason) : Exception($"{reason}. What is done is stored: the same command goes on.");
