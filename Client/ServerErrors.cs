using System.Globalization;
using System.Security.Authentication;
using Grpc.Core;
using Sweep.Api.V1;
using Sweep.Client.Connecting;
using Sweep.Client.Errors;

namespace Sweep.Client;

/// <summary>What the user is told when a call fails, and what to do next.</summary>
internal static class ServerErrors
{
    private const string Elsewhere = "--server URL, --context NAME or SWEEP_SERVER names another";

    public static Exception Explain(RpcException error, Connection connection, TimeSpan timeout)
    {
        var status = error.GetRpcStatus();
        var reason = status?.GetDetail<Google.Rpc.ErrorInfo>()?.Reason;
        return error.StatusCode switch
        {
            StatusCode.InvalidArgument when status?.GetDetail<SpecProblems>() is { } found => new InvalidSpecException(
                error.Status.Detail,
                [.. found.Problems.Select(problem => new Contracts.Spec.SpecProblem(problem.Line, problem.Path, problem.Message))],
                found.Omitted
            ),
            StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.AlreadyExists or StatusCode.FailedPrecondition =>
                new BadInputException(error.Status.Detail),
            StatusCode.Unauthenticated => new BadInputException(WhoAreYou(connection)),
            StatusCode.PermissionDenied => new BadInputException(
                $"{error.Status.Detail}{(connection.Token is { } token ? $" The token is that of {token.Origin}." : "")}"
            ),
            StatusCode.ResourceExhausted when reason == "LIMITED" => new ServerException(
                $"{error.Status.Detail} Try again in a while.",
                error
            ),
            StatusCode.ResourceExhausted => new ServerException(
                $"The answer of the coordinator at {connection.Name} is too large: {OneLine(error.Status.Detail)}",
                error
            ),
            _ when reason is not null => new ServerException(error.Status.Detail, error),
            StatusCode.Unavailable or StatusCode.Internal when HasCause<AuthenticationException>(error) is { } tls => new ServerException(
                Tls(connection, tls),
                error
            )
            {
                MayPass = false,
            },
            StatusCode.Unavailable when error.Status.DebugException is null => new ServerException(
                $"The coordinator at {connection.Name} has ended the call ({OneLine(error.Status.Detail)}). {Elsewhere}.",
                error
            ),
            StatusCode.Unavailable => new ServerException(
                $"No coordinator answers at {connection.Name} ({Reason(error)}). make cluster starts one on this machine, sweep-coordinator --help says how elsewhere; {Elsewhere}.{HintOfTls(error, connection)}",
                error
            ),
            StatusCode.DeadlineExceeded => new ServerException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The coordinator at {connection.Name} did not answer within {timeout.TotalSeconds:0} s."
                ),
                error
            ),
            StatusCode.Unimplemented => new ServerException(
                $"What answers at {connection.Name} does not know this request: a coordinator of another version, its web page's port, or something else. {Elsewhere}.",
                error
            )
            {
                MayPass = false,
            },
            StatusCode.Internal
                when HasCause<HttpRequestException>(error)
                    is {
                        HttpRequestError: HttpRequestError.HttpProtocolError
                            or HttpRequestError.ResponseEnded
                            or HttpRequestError.InvalidResponse
                    } => new ServerException(
                $"What answers at {connection.Name} does not speak gRPC{(connection.Address.Scheme == Uri.UriSchemeHttps ? "" : $" without TLS; if the coordinator has TLS its address is https://{connection.Address.Authority}")}. {Elsewhere}. [{OneLine(error.Status.Detail)}]",
                error
            ),
            _ => new ServerException(
                $"The coordinator at {connection.Name} failed: {OneLine(error.Status.Detail)} [{error.StatusCode}]",
                error
            ),
        };
    }

    private static string WhoAreYou(Connection connection) =>
        connection.Token is { } token
            ? $"The coordinator at {connection.Name} does not know the token of {token.Origin}: it is another's, or was revoked. sweep-coordinator token list says which there are, token add makes one."
            : $"The coordinator at {connection.Name} asks for a token. --token-file FILE or SWEEP_TOKEN_FILE names a file with one, sweep context add NAME --server {connection.Name} --token-file FILE keeps it; sweep-coordinator token add makes one.";

    private static string Tls(Connection connection, AuthenticationException error)
    {
        var advice = connection.Authorities is null
            ? "If a private authority signed its certificate, --ca-file FILE names that (PEM)."
            : "The authorities in --ca-file, or the context's ca-file, have not signed it.";
        return error.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase)
            ? $"The certificate of {connection.Name} is refused: {OneLine(error.Message)} {advice}"
            : $"What answers at {connection.Name} does not speak TLS ({OneLine(error.Message)}); without TLS its address is http://{connection.Address.Authority}.";
    }

    /// <summary>Somebody is there, and hangs up on who speaks without TLS.</summary>
    private static string HintOfTls(RpcException error, Connection connection) =>
        connection.Address.Scheme != Uri.UriSchemeHttps && HasCause<System.Net.Sockets.SocketException>(error) is null
            ? $" A coordinator with TLS has the address https://{connection.Address.Authority}."
            : "";

    private static T? HasCause<T>(RpcException error)
        where T : Exception
    {
        for (var cause = error.Status.DebugException; cause is not null; cause = cause.InnerException)
        {
            if (cause is T found)
                return found;
        }

        return null;
    }

    private static string Reason(RpcException error) =>
        OneLine(error.Status.DebugException?.GetBaseException().Message ?? error.Status.Detail);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
