using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Sweep.Api.V1;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Api.Questions;

public class ResultsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task QueryResults_EveryField_IsWhatTheStoreHas()
    {
        await using var server = await StartAsync();

        var answer = await AskAsync(server, new QueryResultsRequest { Name = "study" });

        Assert.Equal((18, 18, ""), (answer.Total, answer.Matched, answer.NextPageToken));
        var trials = await server.Ledger.Reader.ReadTrialsAsync("study", Stop).ToListAsync(Stop);
        var fields = Sweep.Coordinator.Study.ResultFields.Of(trials);
        Assert.Equal(fields.All.Select(field => field.Name), answer.Fields.Select(field => field.Name));
        Assert.Equal(["text", "whole"], answer.Fields.Take(2).Select(field => field.Kind));
        foreach (var (trial, values) in trials.Zip(answer.Trials))
            Assert.Equal(fields.All.Select(field => field.TextOf(trial)), values.Values.Select(Text));
    }

    [Fact]
    public async Task QueryResults_Pages_AreTheWholeWithoutThem()
    {
        await using var server = await StartAsync();
        foreach (var order in new[] { "", "top1", "top1 desc", "mode desc", "seed" })
        {
            var request = new QueryResultsRequest
            {
                Name = "study",
                OrderBy = order,
                Fields = { "trial", "top1", "mode", "seed" },
                Where = "trial != 4",
            };
            var whole = await AskAsync(server, request);
            var pages = new List<ListValue>();
            var page = request.Clone();
            page.PageSize = 5;
            do
            {
                var answer = await AskAsync(server, page);
                Assert.Equal(17, answer.Total);
                pages.AddRange(answer.Trials);
                page.PageToken = answer.NextPageToken;
            } while (page.PageToken.Length > 0);

            Assert.Equal(whole.Trials, pages);
            Assert.Equal(17, pages.Count);
            page.PageToken = "";
            Assert.Equal(pages, (await StreamAsync(server, page)).SelectMany(answer => answer.Trials));
        }
    }

    [Fact]
    public async Task QueryResults_Order_PutsWhatLacksTheFieldLast()
    {
        await using var server = await ApiServer.StartAsync();
        await FinishedSweep.SubmitAsync(server.Ledger, FinishedSweep.Spec, "study");
        await FinishedSweep.WorkAsync(
            server.Ledger,
            "study",
            stage => stage.Seed == 2 && stage.Sparsity == 0.5 ? "the loss is not finite" : null
        );

        foreach (var order in new[] { "top1", "top1 desc" })
        {
            var values = (
                await AskAsync(
                    server,
                    new QueryResultsRequest
                    {
                        Name = "study",
                        OrderBy = order,
                        Fields = { "top1" },
                    }
                )
            ).Trials.Select(trial => trial.Values[0]).ToList();

            var numbers = values
                .TakeWhile(value => value.KindCase == Value.KindOneofCase.NumberValue)
                .Select(value => value.NumberValue)
                .ToList();
            Assert.Equal(14, numbers.Count);
            Assert.Equal(order == "top1" ? numbers.Order() : numbers.OrderDescending(), numbers);
        }
    }

    [Fact]
    public async Task QueryResults_Groups_AreThoseOfTheCommandLine()
    {
        await using var server = await StartAsync();
        var request = new QueryResultsRequest
        {
            Name = "study",
            GroupBy = { "mode", "sparsity" },
            Metrics = { "top1", "seconds" },
            Where = "sparsity < 0.9",
        };

        var answer = await AskAsync(server, request);
        var streamed = await StreamAsync(server, new QueryResultsRequest(request) { PageSize = 3 });

        var trials = await server.Ledger.Reader.ReadTrialsAsync("study", Stop).ToListAsync(Stop);
        var expected = new Sweep.Coordinator.Study.ResultsQuery
        {
            GroupBy = request.GroupBy,
            Metrics = request.Metrics,
            Where = request.Where,
        }
            .Ask("study", trials)
            .Groups;
        Assert.Equal((4, 12), (answer.Total, answer.Matched));
        Assert.Equal(
            expected.Select(group => string.Join(' ', group.Key)),
            answer.Groups.Select(group => string.Join(' ', group.Key.Values.Select(Text)))
        );
        Assert.Equal(
            expected.Select(group => (group.Trials, group.Completed)),
            answer.Groups.Select(group => ((int)group.Trials, (int)group.Completed))
        );
        Assert.Equal(
            expected.Select(group => (group.Metrics[0].Mean!.Value, group.Metrics[0].Std!.Value, group.Metrics[1].Count)),
            answer.Groups.Select(group => (group.Metrics[0].Mean, group.Metrics[0].Std, (int)group.Metrics[1].Count))
        );
        // From scratch and dense: 91, 92 and 93.
        Assert.Equal((92.0, 1.0), (answer.Groups[0].Metrics[0].Mean, answer.Groups[0].Metrics[0].Std));
        Assert.Equal([3, 1], streamed.Select(page => page.Groups.Count));
        Assert.Equal(answer.Groups, streamed.SelectMany(page => page.Groups));
    }

    [Fact]
    public async Task QueryResults_WhileItRuns_IsAlwaysWhatTheStoreHas()
    {
        await using var server = await ApiServer.StartAsync();
        await FinishedSweep.SubmitAsync(server.Ledger, FinishedSweep.Spec, "study");
        for (var step = 0; step < 30; step++)
        {
            await FinishedSweep.WorkAsync(
                server.Ledger,
                "study",
                stage => stage.Seed == 3 && stage.Sparsity == 0.5 && step < 20 ? "out of luck" : null,
                most: 1
            );
            if (step == 20)
                await server.Ledger.RetryParkedAsync("study");
            if (step == 10)
            {
                await server.Ledger.SetStateAsync(
                    "study",
                    Sweep.Contracts.States.SweepState.Running,
                    Sweep.Contracts.States.SweepState.Cancelled
                );
            }

            if (step == 15)
            {
                await server.Ledger.SetStateAsync(
                    "study",
                    Sweep.Contracts.States.SweepState.Cancelled,
                    Sweep.Contracts.States.SweepState.Running
                );
            }

            var answer = await AskAsync(
                server,
                new QueryResultsRequest { Name = "study", Fields = { "trial", "state", "top1", "error", "warnings", "version_torch" } }
            );

            var trials = await server.Ledger.Reader.ReadTrialsAsync("study", Stop).ToListAsync(Stop);
            var fields = Sweep.Coordinator.Study.ResultFields.Of(trials);
            Assert.Equal(
                trials.Select(trial => string.Join('|', answer.Fields.Select(field => fields[field.Name].TextOf(trial)))),
                answer.Trials.Select(trial => string.Join('|', trial.Values.Select(Text)))
            );
        }
    }

    [Fact]
    public async Task QueryResults_TrialWithAWorker_Runs()
    {
        await using var server = await ApiServer.StartAsync();
        await FinishedSweep.SubmitAsync(server.Ledger, Specs.Small, "small");
        Assert.Equal(4, (await AskAsync(server, new QueryResultsRequest { Name = "small", Where = "state = pending" })).Matched);
        var ready = await server.Ledger.AskAsync(ledger =>
            ledger.ReadReady("small", TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(5), 1)
        );
        var run = await server.Ledger.HandAsync(ready[0].StageId, "w");
        var lease = new Lease(ready[0].StageId, run!.Attempt, "w");
        await server.Ledger.StartAsync(lease);

        Assert.Equal(1, (await AskAsync(server, new QueryResultsRequest { Name = "small", Where = "state = running" })).Matched);
        await server.Ledger.ReleaseAsync(lease, new AttemptEnd("given back"));
        Assert.Equal(4, (await AskAsync(server, new QueryResultsRequest { Name = "small", Where = "state = pending" })).Matched);
    }

    [Fact]
    public async Task QueryResults_SweepThatWasReplaced_IsNotAnsweredFromTheOldOne()
    {
        await using var server = await StartAsync();
        Assert.Equal(18, (await AskAsync(server, new QueryResultsRequest { Name = "study" })).Matched);
        await server.Ledger.DeleteAsync("study");
        Assert.Equal(
            StatusCode.NotFound,
            (await Refusal.Of(server.Results.QueryResultsAsync(new QueryResultsRequest { Name = "study" }, cancellationToken: Stop))).Code
        );
        await FinishedSweep.SubmitAsync(server.Ledger, Specs.Small, "study");

        Assert.Equal(4, (await AskAsync(server, new QueryResultsRequest { Name = "study" })).Matched);
    }

    [Fact]
    public async Task QueryResults_TokenOfAnotherQuestion_IsRefused()
    {
        await using var server = await StartAsync();
        var token = (await AskAsync(server, new QueryResultsRequest { Name = "study", PageSize = 2 })).NextPageToken;
        foreach (
            var other in new[]
            {
                new QueryResultsRequest
                {
                    Name = "study",
                    Where = "seed = 1",
                    PageToken = token,
                },
                new QueryResultsRequest { Name = "study", PageToken = "no token" },
                new QueryResultsRequest { Name = "study", PageToken = Convert.ToBase64String("1 2"u8) },
            }
        )
        {
            var refusal = await Refusal.Of(server.Results.QueryResultsAsync(other, cancellationToken: Stop));
            Assert.Equal((StatusCode.InvalidArgument, "INVALID_REQUEST"), (refusal.Code, refusal.Reason));
        }

        Assert.Equal(5, (
                await AskAsync(
                    server,
                    new QueryResultsRequest
                    {
                        Name = "study",
                        PageSize = 5,
                        PageToken = token,
                    }
                )
            ).Trials.Count);
    }

    [Theory]
    [InlineData("accuracy > 5", "", "", "", 0, "condition, position 1: there is no field 'accuracy'; the fields are sweep, trial, dataset")]
    [InlineData("", "depth", "", "", 0, "there is no field 'depth'; the fields are")]
    [InlineData("", "mode", "state", "", 0, "'state' is no number to average; numbers are trial, sparsity, seed, top1")]
    [InlineData("", "", "", "depth", 0, "there is no field 'depth'")]
    [InlineData("", "", "", "top1 down", 0, "'top1 down' is no order")]
    [InlineData("", "", "", "warnings", 0, "warnings is a list")]
    [InlineData("", "", "", "", 10_001, "page_size: expected 0, which means 1000, to 10000, found 10001.")]
    [InlineData("", "", "top1", "", 0, "metrics: are of groups")]
    [InlineData("", "mode", "", "top1", 0, "order_by: is about trials")]
    [InlineData("", "top1_per_class", "", "", 0, "top1_per_class is a list of numbers")]
    public async Task QueryResults_NoQuestion_SaysWhatWouldBe(
        string where,
        string groupBy,
        string metric,
        string orderBy,
        int pageSize,
        string what
    )
    {
        await using var server = await ApiServer.StartAsync();
        await FinishedSweep.SubmitAsync(server.Ledger, Specs.Small, "small");
        var request = new QueryResultsRequest
        {
            Name = "small",
            Where = where,
            OrderBy = orderBy,
            PageSize = pageSize,
        };
        if (groupBy.Length > 0)
            request.GroupBy.Add(groupBy);
        if (metric.Length > 0)
            request.Metrics.Add(metric);

        var refusal = await Refusal.Of(server.Results.QueryResultsAsync(request, cancellationToken: Stop));

        Assert.Equal((StatusCode.InvalidArgument, "INVALID_REQUEST"), (refusal.Code, refusal.Reason));
        Assert.Contains(what, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BestSparsity_FinishedStudy_IsTheStudysFigure()
    {
        await using var server = await StartAsync();

        var usual = await server.Results.BestSparsityAsync(new BestSparsityRequest { Name = "study" }, cancellationToken: Stop);
        var lenient = await server.Results.BestSparsityAsync(
            new BestSparsityRequest
            {
                Name = "study",
                Tolerance = 7,
                Where = "mode = from-scratch",
            },
            cancellationToken: Stop
        );

        var row = Assert.Single(usual.Rows);
        Assert.Equal((2.0, "mnist", "vgg16", "0.25"), (usual.Tolerance, row.Dataset, row.Architecture, row.Axes["width"]));
        Assert.Equal(
            (0.0, "exact", 3, 92.0),
            (row.FromScratch.Sparsity, row.FromScratch.Bound, row.FromScratch.Seeds, row.FromScratch.DenseTop1)
        );
        Assert.Equal((0.0, "exact"), (row.Gain, row.GainBound));
        Assert.Equal(
            (0.5, 87.0, false),
            (lenient.Rows[0].FromScratch.Sparsity, lenient.Rows[0].FromScratch.Top1, lenient.Rows[0].FineTuned is not null)
        );
    }

    [Fact]
    public async Task GetGrid_FewerCellsThanTrials_ShowsWhatWantsToBeLookedAt()
    {
        await using var server = await ApiServer.StartAsync();
        await FinishedSweep.SubmitAsync(server.Ledger, FinishedSweep.Spec, "study");
        await FinishedSweep.WorkAsync(server.Ledger, "study", stage => stage.Seed == 2 && stage.Sparsity == 0.9 ? "out of luck" : null);

        var all = await server.Results.GetGridAsync(new GetGridRequest { Name = "study" }, cancellationToken: Stop);
        var few = await server.Results.GetGridAsync(
            new GetGridRequest
            {
                Name = "study",
                Cells = 4,
                Where = "sparsity > 0.6 or seed = 1",
                OrderBy = "top1 desc",
            },
            cancellationToken: Stop
        );

        var trials = await server.Ledger.Reader.ReadTrialsAsync("study", Stop).ToListAsync(Stop);
        Assert.Equal((18, 1, 0), (all.Trials, all.PerCell, all.First.Length));
        Assert.Equal(trials.Select(trial => (byte)trial.State), all.States);
        Assert.Equal(trials.Select(trial => (float)(trial.Result?.Top1 ?? double.NaN)), Floats(all.Values));
        Assert.Equal((trials.Max(trial => trial.Result?.Top1), 16, 2), (all.Max, (int)all.Counts["completed"], (int)all.Counts["failed"]));

        var chosen = trials
            .Where(trial => trial.Sparsity > 0.6 || trial.Seed == 1)
            .OrderByDescending(trial => trial.Result?.Top1 ?? double.MinValue)
            .ToList();
        Assert.Equal((10, 3, 4), (few.Trials, few.PerCell, few.States.Length));
        Assert.Equal(
            chosen.Chunk(3).Select(cell => cell[0].Index),
            Enumerable.Range(0, 4).Select(cell => BitConverter.ToInt32(few.First.Span.Slice(4 * cell, 4)))
        );
        Assert.Equal(chosen.Chunk(3).Select(cell => (byte)(cell.Any(trial => trial.State == TrialState.Failed) ? 3 : 2)), few.States);
        Assert.Equal((float)chosen.Take(3).Average(trial => trial.Result!.Top1), Floats(few.Values)[0]);
    }

    private static async Task<ApiServer> StartAsync()
    {
        var server = await ApiServer.StartAsync();
        await FinishedSweep.SubmitAsync(server.Ledger, FinishedSweep.Spec, "study");
        await FinishedSweep.WorkAsync(server.Ledger, "study");
        return server;
    }

    private static async Task<QueryResultsResponse> AskAsync(ApiServer server, QueryResultsRequest request) =>
        await server.Results.QueryResultsAsync(request, cancellationToken: Stop);

    private static async Task<List<QueryResultsResponse>> StreamAsync(ApiServer server, QueryResultsRequest request)
    {
        using var call = server.Results.StreamResults(request, cancellationToken: Stop);
        return await call.ResponseStream.ReadAllAsync(Stop).ToListAsync(Stop);
    }

    private static float[] Floats(Google.Protobuf.ByteString bytes) =>
        [.. Enumerable.Range(0, bytes.Length / 4).Select(i => BitConverter.ToSingle(bytes.Span.Slice(4 * i, 4)))];

    private static string? Text(Value value) =>
        value.KindCase switch
        {
            Value.KindOneofCase.NumberValue => value.NumberValue.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Value.KindOneofCase.StringValue => value.StringValue,
            Value.KindOneofCase.ListValue => string.Join("; ", value.ListValue.Values.Select(Text)),
            _ => null,
        };
}
