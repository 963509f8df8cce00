namespace Sweep.Coordinator.Study;

/// <summary>A question about results that cannot be asked: an unknown field, a filter that does not parse. Bad input, exit code 2.</summary>
public sealed class StudyException(string message) : Exception(message);
