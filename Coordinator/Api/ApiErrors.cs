using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Study;
using Status = Google.Rpc.Status;

namespace Sweep.Coordinator.Api;

/// <summary>Errors as the interface says them; see the list in <c>sweep.proto</c>.</summary>
internal static class ApiErrors
{
    private const string Domain = "sweep";

    /// <summary>Null when the fault is the program's own.</summary>
    public static RpcException? Explain(Exception error) =>
        error switch
        {
            RpcException own => own,
            SweepControlException { Problems.Count: > 0 } refusal => InvalidSpec(refusal),
            SweepControlException refusal => Make(CodeOf(refusal.Fault), ReasonOf(refusal.Fault), refusal.Message),
            SweepStoreException fault => Make(Code.Unavailable, "STORE_UNAVAILABLE", fault.Message),
            StudyException question => InvalidRequest(question.Message),
            _ => null,
        };

    public static RpcException InvalidRequest(string message) => Make(Code.InvalidArgument, ReasonOf(ControlFault.Invalid), message);

    public static RpcException NotFound(string message) => Make(Code.NotFound, ReasonOf(ControlFault.NotFound), message);

    /// <summary>What is asked for cannot be had in this state, or of this size.</summary>
    public static RpcException WrongState(string message) => Make(Code.FailedPrecondition, ReasonOf(ControlFault.WrongState), message);

    public static RpcException Unauthenticated(string message) => Make(Code.Unauthenticated, "UNAUTHENTICATED", message);

    public static RpcException Forbidden(string message) => Make(Code.PermissionDenied, "FORBIDDEN", message);

    /// <param name="wait">After which the same again would do.</param>
    public static RpcException Limited(string message, TimeSpan wait) =>
        Make(Code.ResourceExhausted, "LIMITED", message, new RetryInfo { RetryDelay = wait.ToDuration() });

    /// <summary>What is not foreseen is in the log, and only there.</summary>
    public static RpcException Internal() =>
        new(new Grpc.Core.Status(StatusCode.Internal, "A fault of the program; the coordinator's log has it."));

    private static RpcException InvalidSpec(SweepControlException refusal)
    {
        var (request, problems) = SpecProblemDetails.Of(refusal.Problems);
        return Make(Code.InvalidArgument, "INVALID_SPEC", refusal.Message, request, problems);
    }

    private static RpcException Make(Code code, string reason, string message, params IEnumerable<IMessage> details)
    {
        var status = new Status { Code = (int)code, Message = message };
        status.Details.AddRange(details.Prepend(new ErrorInfo { Domain = Domain, Reason = reason }).Select(Any.Pack));
        return status.ToRpcException();
    }

    private static Code CodeOf(ControlFault fault) =>
        fault switch
        {
            ControlFault.NotFound => Code.NotFound,
            ControlFault.WrongState => Code.FailedPrecondition,
            ControlFault.Exists => Code.AlreadyExists,
            _ => Code.InvalidArgument,
        };

    private static string ReasonOf(ControlFault fault) =>
        fault switch
        {
            ControlFault.NotFound => "NOT_FOUND",
            ControlFault.WrongState => "WRONG_STATE",
            ControlFault.Exists => "NAME_TAKEN",
            _ => "INVALID_REQUEST",
        };
}
