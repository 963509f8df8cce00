using Grpc.Core;
using Sweep.Api.V1;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Keeping;

namespace Sweep.Coordinator.Api;

/// <summary>The service <c>sweep.v1.Workers</c>.</summary>
internal sealed class WorkersService(SweepControl control, ILedgerSource ledger, WorkerRoster roster) : Workers.WorkersBase
{
    private const string Everyone = "all";

    public override async Task<ListWorkersResponse> ListWorkers(ListWorkersRequest request, ServerCallContext context)
    {
        var answer = new ListWorkersResponse();
        answer.Workers.AddRange((await ledger.AskAsync(roster.Read, context.CancellationToken).ConfigureAwait(false)).Select(Messages.Of));
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
        var answer = new DrainWorkerResponse { Message = control.Drain(target, "a user drains it") };
        answer.WorkerIds.AddRange(
            roster
                .Names.Where(worker => target == Everyone || worker.WorkerId == target || worker.Host == target)
                .Select(worker => worker.WorkerId)
        );
        return Task.FromResult(answer);
    }
}
