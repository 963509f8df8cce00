namespace Sweep.Coordinator.Home;

/// <summary>The home cannot be used as asked; the message says why and what would have worked.</summary>
public sealed class HomeException(string message) : Exception(message);
