using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Sweep.Api.V1;
using Sweep.Contracts.Spec;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Planning;
using Sweep.Coordinator.Search;
using Sweep.Coordinator.Study;
using SpecProblem = Sweep.Api.V1.SpecProblem;

namespace Sweep.Coordinator.Api;

internal sealed partial class SweepsService
{
    private const int MostProblems = 1000;

    /// <summary>A large text keeps a processor busy for a second: one at a time, but not behind a submission that stores a million trials.</summary>
    private readonly SemaphoreSlim _validation = new(1, 1);

    public override Task<ValidateResponse> Validate(ValidateRequest request, ServerCallContext context) =>
        AloneAsync(
            _validation,
            context,
            end =>
            {
                var reading = SpecReading.Read(request.Spec);
                var answer = new ValidateResponse { Omitted = Math.Max(0, reading.Problems.Count - MostProblems) };
                answer.Problems.AddRange(
                    reading
                        .Problems.Take(MostProblems)
                        .Select(problem => new SpecProblem
                        {
                            Line = problem.Line,
                            Path = problem.Path,
                            Message = problem.Message,
                        })
                );
                if (reading.Spec is { } spec)
                    (answer.Name, answer.Trials, answer.SpecHash) = (spec.Name, new Grid(spec).CountIncluded(end), spec.Hash);
                return Task.FromResult(answer);
            }
        );

    public override Task<PlanResponse> Plan(PlanRequest request, ServerCallContext context) =>
        AloneAsync(
            _submission,
            context,
            async end =>
            {
                var spec = SweepControl.Read(request.Spec);
                var forecast = spec.Search is null ? null : SearchForecast.Of(spec);
                var tree = forecast?.Expected ?? Expansion.Expand(spec);
                end.ThrowIfCancellationRequested();
                var plan = PlanSummary.Of(tree, Throughput.Default, workers: 1);
                var completed = await CompletedStages.CountAsync(sweeps, tree, end).ConfigureAwait(false);
                PlannedStages Planned(StageKind kind, long stages) =>
                    new()
                    {
                        Kind = EnumText.Of(kind),
                        Stages = stages,
                        Completed = completed.ByKind[kind],
                    };
                var data = DataOnWorkers.Of(tree, cluster.ReadData());
                return new PlanResponse
                {
                    Name = tree.Spec.Name,
                    Trials = plan.Trials,
                    Stages =
                    {
                        Planned(StageKind.Pretrain, plan.PretrainStages),
                        Planned(StageKind.Train, plan.TrainStages),
                        Planned(StageKind.Prune, plan.PruneStages),
                    },
                    UnsharedStages = plan.StagesWithoutSharing,
                    Estimate = plan.Estimate.WorkerTime.ToDuration(),
                    UnsharedEstimate = plan.Estimate.WorkerTimeWithoutSharing.ToDuration(),
                    Data = { data.Needs.Select(need => new PlannedData { Name = need.Name, Workers = need.Workers }) },
                    Workers = data.Workers,
                    DoneShare = completed.Share,
                    TrialsLeast = forecast?.Least.TrialCount ?? 0,
                    TrialsMost = forecast?.Most.TrialCount ?? 0,
                };
            }
        );

    /// <summary>Does what takes long away from the call's thread, one at a time, until the call is given up or the coordinator stops.</summary>
    private async Task<T> AloneAsync<T>(SemaphoreSlim gate, ServerCallContext context, Func<CancellationToken, Task<T>> work)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        await gate.WaitAsync(end.Token).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => work(end.Token), end.Token).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }
}
