using Grpc.Core;
using Sweep.Api.V1;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Watching;

namespace Sweep.Coordinator.Api;

/// <summary>The service <c>sweep.v1.Workers</c>.</summary>
/// <param name="drain">Null where stages are not dispatched, and so no worker is there.</param>
internal sealed class WorkersService(ILedgerSource ledger, IClusterState cluster, WorkerDrain? drain = null) : Workers.WorkersBase
{
    private const string Everyone = "all";

    public override async Task<ListWorkersResponse> ListWorkers(ListWorkersRequest request, ServerCallContext context)
    {
        var answer = new ListWorkersResponse();
        answer.Workers.AddRange(
            (await ledger.AskAsync(cluster.ReadWorkers, context.CancellationToken).ConfigureAwait(false)).Select(Messages.Of)
        );
        return answer;
    }

    public override Task<DrainWorkerResponse> DrainWorker(DrainWorkerRequest request, ServerCallContext context)
    {
        var target = request.TargetCase switch
        {
            DrainWorkerRequest.TargetOneofCase.WorkerId when request.WorkerId.Length > 0 => request.WorkerId,
            DrainWorkerRequest.TargetOneofCase.Host when request.Host.Length > 0 => request.Host,
            DrainWorkerRequest.TargetOneofCase.All when request.All => Everyone,
            _ => throw ApiErrors.InvalidRequest("target: expected one of worker_id, host and all: true."),
        };
        var (workers, message) = (drain ?? throw new SweepControlException(ControlFault.NotFound, "There are no workers to drain.")).Drain(
            target,
            "a user drains it"
        );
        return Task.FromResult(new DrainWorkerResponse { Message = message, WorkerIds = { workers } });
    }
}
