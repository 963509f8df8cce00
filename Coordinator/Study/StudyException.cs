namespace Sweep.Coordinator.Study;

/// <summary>An invalid query on results: an unknown field or an invalid filter. The program ends with exit code 2.</summary>
public sealed class StudyException(string message) : Exception(message);
