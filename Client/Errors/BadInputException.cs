namespace Sweep.Client.Errors;

/// <summary>What the user asked for cannot be done as asked; the message says why and what would have worked. Exit code 2.</summary>
public class BadInputException(string message) : Exception(message);
