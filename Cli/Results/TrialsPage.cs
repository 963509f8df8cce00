using Sweep.Coordinator.Study;

namespace Sweep.Cli.Results;

/// <summary>Some of a sweep's trials. All pages of an answer have the same fields; an answer has at least one page.</summary>
/// <param name="Trials">One array a trial, in the order of the fields.</param>
internal sealed record TrialsPage(IReadOnlyList<ResultField> Fields, IReadOnlyList<object?[]> Trials);
