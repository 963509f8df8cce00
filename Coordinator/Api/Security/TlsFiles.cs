namespace Sweep.Coordinator.Api.Security;

/// <summary>PEM files.</summary>
/// <param name="Certificate">The server's certificate first, then those between it and a known authority.</param>
/// <param name="Key">Its key, without a password.</param>
public sealed record TlsFiles(string Certificate, string Key);
