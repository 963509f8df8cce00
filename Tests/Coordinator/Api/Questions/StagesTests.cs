using Grpc.Core;
using Sweep.Api.V1;
using Sweep.Contracts.Messages;
using Sweep.Coordinator.Store;
using AttemptOutcome = Sweep.Api.V1.AttemptOutcome;
using StageState = Sweep.Api.V1.StageState;

namespace Sweep.Tests.Coordinator.Api.Questions;

/// <summary>The stage tree, asked for as a client does.</summary>
public sealed class StagesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ListStages_FromTheRootsDown_IsTheWholeTree()
    {
        await using var server = await StartAsync();
        await FinishedSweep.WorkAsync(server.Ledger, "study", stage => stage is { Sparsity: 0.9, Seed: 2 } ? "no luck" : null);
        var total = (await server.Sweeps.GetAsync(new GetRequest { Name = "study" }, cancellationToken: Stop)).Sweep.Stages;

        var all = await TreeAsync(server, "");
        Assert.Equal(total.Total, all.Count);
        Assert.Equal(all.Count, all.Select(node => node.Stage.StageId).Distinct().Count());
        Assert.Equal(total.Completed, all.Count(node => node.State == StageState.Completed));
        Assert.All(
            all.Where(node => node.State == StageState.Completed),
            node => Assert.Equal((true, "", 1), (node.HasTop1, node.Error, node.Attempts))
        );
        Assert.All(
            all.Where(node => node.State == StageState.Failed),
            node => Assert.Equal((false, "no luck"), (node.HasTop1, node.Error))
        );
        Assert.Contains(
            all,
            node => node.Stage is { Kind: "prune", Sparsity: 0.9, Seed: 3, Dataset: "mnist", Architecture: "vgg16", Pretrained: true }
        );

        var failed = await PagesAsync(server, new ListStagesRequest { Name = "study", States = { StageState.Failed } });
        Assert.Equal(all.Where(node => node.State == StageState.Failed).Select(Id).Order(), failed.Select(Id).Order());
        var completed = await PagesAsync(
            server,
            new ListStagesRequest { Name = "study", States = { StageState.Completed, StageState.Waiting } }
        );
        Assert.Equal(all.Where(node => node.State == StageState.Completed).Select(Id).Order(), completed.Select(Id).Order());
    }

    [Fact]
    public async Task ListStages_WithHistory_SaysWhoHadEachStageAndWhatItStandsOn()
    {
        await using var server = await StartAsync();
        await FinishedSweep.WorkAsync(server.Ledger, "study", stage => stage is { Sparsity: 0.9, Seed: 2 } ? "no luck" : null);
        StageState[] any =
        [
            StageState.Waiting,
            StageState.Ready,
            StageState.Queued,
            StageState.Running,
            StageState.Completed,
            StageState.Failed,
            StageState.Blocked,
        ];

        var all = await PagesAsync(
            server,
            new ListStagesRequest
            {
                Name = "study",
                States = { any },
                WithHistory = true,
            }
        );

        // A parent comes before its children, so that one passage makes the tree.
        var seen = new HashSet<string> { "" };
        Assert.All(
            all,
            node =>
            {
                Assert.Contains(node.ParentId, seen);
                seen.Add(node.Stage.StageId);
            }
        );
        Assert.All(
            all.Where(node => node.State == StageState.Completed),
            node =>
                Assert.Equal(
                    (AttemptOutcome.Completed, 1, true),
                    (Assert.Single(node.History).Outcome, node.History[0].Number, node.History[0].WorkerId.Length > 0)
                )
        );
        Assert.All(
            all.Where(node => node.State == StageState.Failed),
            node =>
                Assert.All(
                    node.History,
                    attempt =>
                        Assert.Equal(
                            (AttemptOutcome.Failed, "no luck", "", ""),
                            (attempt.Outcome, attempt.Error, attempt.Details, attempt.LogTail)
                        )
                )
        );
        Assert.All(
            await PagesAsync(server, new ListStagesRequest { Name = "study", States = { any } }),
            node => Assert.Empty(node.History)
        );
    }

    [Fact]
    public async Task ListStages_WhatAWorkerHas_SaysWhoAndHowFar()
    {
        await using var server = await StartAsync();
        var root = (await PagesAsync(server, new ListStagesRequest { Name = "study" }))[0];
        var run = (await server.Ledger.HandAsync(Sweep.Contracts.Stages.StageId.Parse(root.Stage.StageId), "w7"))!;
        server.Running.OnQueued(run, "w7");

        var queued = Assert.Single(
            await PagesAsync(server, new ListStagesRequest { Name = "study", States = { StageState.Queued, StageState.Running } })
        );
        Assert.Equal(
            (root.Stage.StageId, "w7", StageState.Queued, null),
            (queued.Stage.StageId, queued.WorkerId, queued.State, queued.Progress)
        );

        await server.Ledger.StartAsync(new Lease(run.Stage.Id, 1, "w7"));
        server.Running.OnProgressed(
            new StageProgressed(run.Stage.Id, 1, "w7")
            {
                Epoch = 2,
                Epochs = 8,
                Fraction = 0.25,
                ImagesPerSecond = 100,
            }
        );
        var running = Assert.Single(await PagesAsync(server, new ListStagesRequest { Name = "study", States = { StageState.Running } }));
        Assert.Equal(
            new StageProgress
            {
                Epoch = 2,
                Epochs = 8,
                Fraction = 0.25,
                ImagesPerSecond = 100,
            },
            running.Progress
        );
    }

    [Fact]
    public async Task GetStage_OfAFailedLeaf_SaysAllThatIsKnown()
    {
        await using var server = await StartAsync();
        await FinishedSweep.WorkAsync(server.Ledger, "study", most: 1);
        await FinishedSweep.WorkAsync(server.Ledger, "study", stage => stage.Sparsity == 0 ? null : "no luck");
        await server.Ledger.RetryParkedAsync("study");
        var ready = (await PagesAsync(server, new ListStagesRequest { Name = "study", States = { StageState.Ready } })).First(node =>
            node.Stage.Kind == "prune"
        );
        var id = Sweep.Contracts.Stages.StageId.Parse(ready.Stage.StageId);
        var lease = new Lease(id, (await server.Ledger.HandAsync(id, "w7"))!.Attempt, "w7");
        await server.Ledger.AddEpochAsync(lease, new EpochMetrics(1, double.NaN, 71, 0.9, 0.01, 0.3));
        await server.Ledger.ReleaseAsync(lease, new AttemptEnd("the worker was stopped") { LogTail = "line 1\nline 2" });

        var answer = await server.Results.GetStageAsync(
            new GetStageRequest { StageId = ready.Stage.StageId[..12].ToUpperInvariant() },
            cancellationToken: Stop
        );

        Assert.Equal(ready.Stage, answer.Stage.Stage);
        Assert.Equal((StageState.Ready, 2, ""), (answer.Stage.State, answer.Stage.Attempts, answer.Stage.Error));
        Assert.NotEmpty(answer.Path);
        Assert.All(answer.Path, above => Assert.Equal(StageState.Completed, above.State));
        Assert.Equal(answer.Path.Select(Id), answer.PathCurves.Select(curve => curve.StageId));
        Assert.Equal(
            ready.Stage.StageId,
            (await TreeAsync(server, answer.Path[^1].Stage.StageId)).Select(Id).Single(other => other == ready.Stage.StageId)
        );
        Assert.Equal(
            new EpochPoint
            {
                Epoch = 1,
                Top1 = 71,
                Loss = 0.9,
                Lr = 0.01,
                Sparsity = 0.3,
            },
            Assert.Single(answer.Curve)
        );
        Assert.Equal([AttemptOutcome.Failed, AttemptOutcome.Released], answer.Attempts.Select(attempt => attempt.Outcome));
        var (first, last) = (answer.Attempts[0], answer.Attempts[1]);
        Assert.Equal((1, "w", "no luck", "", null), (first.Number, first.WorkerId, first.Error, first.LogTail, first.Started));
        Assert.Equal((2, "w7", "the worker was stopped", "line 1\nline 2"), (last.Number, last.WorkerId, last.Error, last.LogTail));
        Assert.True(last.Queued <= last.Started && last.Started <= last.Ended);
        Assert.Equal(["study"], answer.Sweeps);
        Assert.Equal((0, 2), (answer.Failures, answer.Retries));
        Assert.Null(answer.Result);
        Assert.Equal(("mnist", 0.25), (answer.Settings.Fields["dataset"].StringValue, answer.Settings.Fields["model.width"].NumberValue));
        Assert.Equal(
            (true, true),
            (answer.Settings.Fields.ContainsKey("training.epochs"), answer.Settings.Fields.ContainsKey("pruning.schedule"))
        );
    }

    [Fact]
    public async Task GetStage_OfACompletedRoot_HasItsResultAndAllItsChildren()
    {
        await using var server = await StartAsync();
        await FinishedSweep.WorkAsync(server.Ledger, "study");
        var root = (await PagesAsync(server, new ListStagesRequest { Name = "study" }))[0];

        var answer = await server.Results.GetStageAsync(new GetStageRequest { StageId = root.Stage.StageId }, cancellationToken: Stop);

        Assert.Equal(root, answer.Stage);
        Assert.Empty(answer.Path);
        Assert.Equal(root.Top1, answer.Result.Fields["top1"].NumberValue);
        Assert.False(answer.Result.Fields.ContainsKey("state"));
        Assert.False(answer.Settings.Fields.ContainsKey("pruning.schedule"));
        Assert.Equal(AttemptOutcome.Completed, Assert.Single(answer.Attempts).Outcome);
    }

    [Fact]
    public async Task GetStage_Wrong_SaysWhatWouldHaveWorked()
    {
        await using var server = await StartAsync();
        var ids = (await TreeAsync(server, "")).Select(Id).ToList();
        var shared = ids.GroupBy(id => id[0]).First(group => group.Count() > 1);

        await RefusedAsync(
            GetAsync(""),
            StatusCode.InvalidArgument,
            "INVALID_REQUEST",
            "stage_id: expected the 32 hex digits of a stage's id"
        );
        await RefusedAsync(GetAsync("xyz"), StatusCode.InvalidArgument, "INVALID_REQUEST", "found 'xyz'");
        await RefusedAsync(GetAsync(new string('0', 33)), StatusCode.InvalidArgument, "INVALID_REQUEST", "found '0");
        await RefusedAsync(GetAsync(shared.Key.ToString()), StatusCode.InvalidArgument, "INVALID_REQUEST", shared.Min()!);
        await RefusedAsync(GetAsync(new string('0', 32)), StatusCode.NotFound, "NOT_FOUND", "ListStages");

        AsyncUnaryCall<GetStageResponse> GetAsync(string id) =>
            server.Results.GetStageAsync(new GetStageRequest { StageId = id }, cancellationToken: Stop);
    }

    [Fact]
    public async Task ListStages_Wrong_SaysWhatWouldHaveWorked()
    {
        await using var server = await StartAsync();
        var root = (await PagesAsync(server, new ListStagesRequest { Name = "study" }))[0].Stage.StageId;

        await RefusedAsync(ListAsync(new() { Name = "studio" }), StatusCode.NotFound, "NOT_FOUND", "study");
        await RefusedAsync(
            ListAsync(new() { Name = "study", PageSize = -1 }),
            StatusCode.InvalidArgument,
            "INVALID_REQUEST",
            "to 1000, found -1"
        );
        await RefusedAsync(
            ListAsync(new() { Name = "study", PageToken = "x" }),
            StatusCode.InvalidArgument,
            "INVALID_REQUEST",
            "page_token"
        );
        await RefusedAsync(
            ListAsync(new() { Name = "study", PageToken = new string('0', 32) }),
            StatusCode.InvalidArgument,
            "INVALID_REQUEST",
            "page_token"
        );
        await RefusedAsync(ListAsync(new() { Name = "study", ParentId = "x" }), StatusCode.InvalidArgument, "INVALID_REQUEST", "parent_id");
        await RefusedAsync(
            ListAsync(new() { Name = "study", ParentId = new string('0', 32) }),
            StatusCode.NotFound,
            "NOT_FOUND",
            "no stage"
        );
        await RefusedAsync(
            ListAsync(
                new()
                {
                    Name = "study",
                    ParentId = root,
                    States = { StageState.Ready },
                }
            ),
            StatusCode.InvalidArgument,
            "INVALID_REQUEST",
            "states"
        );
        await RefusedAsync(
            ListAsync(new() { Name = "study", States = { (StageState)99 } }),
            StatusCode.InvalidArgument,
            "INVALID_REQUEST",
            "STAGE_STATE_BLOCKED, found 99"
        );

        AsyncUnaryCall<ListStagesResponse> ListAsync(ListStagesRequest request) =>
            server.Results.ListStagesAsync(request, cancellationToken: Stop);
    }

    [Fact]
    public async Task Get_AfterSharedStages_SaysWhatSharingSaved()
    {
        await using var server = await StartAsync();
        await FinishedSweep.WorkAsync(server.Ledger, "study");

        var record = (await server.Ledger.Reader.FindSweepAsync("study", Stop))!;
        var info = (await server.Sweeps.GetAsync(new GetRequest { Name = "study" }, cancellationToken: Stop)).Sweep;
        Assert.True(record.Saved > TimeSpan.Zero);
        Assert.Equal((record.Spent, record.Saved), (info.Spent.ToTimeSpan(), info.Saved.ToTimeSpan()));
    }

    private static async Task<ApiServer> StartAsync()
    {
        var server = await ApiServer.StartAsync();
        await FinishedSweep.SubmitAsync(server.Ledger, FinishedSweep.Spec, "study");
        return server;
    }

    /// <summary>What is below a stage, or all.</summary>
    private static async Task<List<StageNode>> TreeAsync(ApiServer server, string parent)
    {
        var nodes = new List<StageNode>();
        foreach (var node in await PagesAsync(server, new ListStagesRequest { Name = "study", ParentId = parent }))
        {
            var children = await PagesAsync(server, new ListStagesRequest { Name = "study", ParentId = node.Stage.StageId });
            Assert.Equal(
                (children.Count, children.Count(child => child.State == StageState.Completed)),
                (node.Children.Total, node.Children.Completed)
            );
            nodes.AddRange([node, .. await TreeAsync(server, node.Stage.StageId)]);
        }

        return nodes;
    }

    private static async Task<List<StageNode>> PagesAsync(ApiServer server, ListStagesRequest request)
    {
        var nodes = new List<StageNode>();
        request.PageSize = 2;
        do
        {
            var answer = await server.Results.ListStagesAsync(request, cancellationToken: Stop);
            Assert.InRange(answer.Stages.Count, 0, 2);
            nodes.AddRange(answer.Stages);
            request.PageToken = answer.NextPageToken;
        } while (request.PageToken.Length > 0);

        return nodes;
    }

    private static string Id(StageNode node) => node.Stage.StageId;

    private static async Task RefusedAsync<T>(AsyncUnaryCall<T> call, StatusCode code, string reason, string message)
    {
        var refusal = await Refusal.Of(call);
        Assert.Equal((code, reason), (refusal.Code, refusal.Reason));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }
}
