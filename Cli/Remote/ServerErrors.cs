using System.Globalization;
using Grpc.Core;
using Sweep.Api.V1;

namespace Sweep.Cli.Remote;

/// <summary>What the user is told when a call fails.</summary>
internal static class ServerErrors
{
    private const string Elsewhere = "--server URL or SWEEP_SERVER names another";

    public static Exception Explain(RpcException error, Uri server, TimeSpan timeout)
    {
        var status = error.GetRpcStatus();
        var isCoordinators = status?.GetDetail<Google.Rpc.ErrorInfo>() is not null;
        return error.StatusCode switch
        {
            StatusCode.InvalidArgument when status?.GetDetail<SpecProblems>() is { } found => new InvalidSpecException(
                error.Status.Detail, [.. found.Problems.Select(problem => new Contracts.Spec.SpecProblem(problem.Line, problem.Path, problem.Message))], found.Omitted),
            StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.AlreadyExists or StatusCode.FailedPrecondition => new BadInputException(error.Status.Detail),
            _ when isCoordinators => new ServerException(error.Status.Detail, error),
            StatusCode.Unavailable => new ServerException(
                $"No coordinator answers at {Address(server)} ({Reason(error)}). make cluster starts one on this machine, sweep-coordinator --help says how elsewhere; {Elsewhere}.", error),
            StatusCode.DeadlineExceeded => new ServerException(
                string.Create(CultureInfo.InvariantCulture, $"The coordinator at {Address(server)} did not answer within {timeout.TotalSeconds:0} s."), error),
            StatusCode.Unimplemented => new ServerException(
                $"What answers at {Address(server)} does not know this request: a coordinator of another version, or something else. {Elsewhere}.", error),
            _ => new ServerException($"The coordinator at {Address(server)} failed: {OneLine(error.Status.Detail)} [{error.StatusCode}]", error),
        };
    }

    public static string Address(Uri server) => server.GetLeftPart(UriPartial.Authority);

    private static string Reason(RpcException error) => OneLine(error.Status.DebugException?.GetBaseException().Message ?? error.Status.Detail);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
