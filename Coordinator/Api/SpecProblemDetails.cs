using Google.Rpc;
using Sweep.Api.V1;
using SpecProblem = Sweep.Contracts.Spec.SpecProblem;

namespace Sweep.Coordinator.Api;

/// <summary>What is wrong with a spec, as details of an error.</summary>
internal static class SpecProblemDetails
{
    /// <summary>
    /// Bytes. Details travel in a header, a third longer for being written as text, and several clients take 8 KiB of headers
    /// and no more: one that gets too much reports that instead of the error.
    /// </summary>
    private const int Room = 5_000;

    public static (BadRequest Request, SpecProblems Problems) Of(IReadOnlyList<SpecProblem> problems)
    {
        var (request, own) = (new BadRequest(), new SpecProblems());
        foreach (var problem in problems)
        {
            request.FieldViolations.Add(new BadRequest.Types.FieldViolation { Field = problem.Path, Description = problem.ToString() });
            own.Problems.Add(
                new Sweep.Api.V1.SpecProblem
                {
                    Line = problem.Line,
                    Path = problem.Path,
                    Message = problem.Message,
                }
            );
            if (request.CalculateSize() + own.CalculateSize() <= Room)
                continue;
            request.FieldViolations.RemoveAt(request.FieldViolations.Count - 1);
            own.Problems.RemoveAt(own.Problems.Count - 1);
            break;
        }

        own.Omitted = problems.Count - own.Problems.Count;
        return (request, own);
    }
}
