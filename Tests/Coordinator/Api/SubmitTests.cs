using System.Globalization;
using Google.Rpc;
using Grpc.Core;
using Sweep.Api.V1;
using Sweep.Contracts.Spec;
using Sweep.Coordinator.Planning;
using Sweep.Tests.Coordinator.Store;
using SpecProblems = Sweep.Api.V1.SpecProblems;

namespace Sweep.Tests.Coordinator.Api;

public class SubmitTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Submit_NewSpec_IsStoredAndRuns()
    {
        await using var server = await ApiServer.StartAsync();
        var answer = await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop);

        var sweep = answer.Sweep;
        Assert.True(answer.Created);
        Assert.Equal("Submitted sweep small: 4 trials of 4 stages.", answer.Message);
        Assert.Equal(
            ("small", SweepState.Running, 4, 4, 2),
            (sweep.Name, sweep.State, sweep.Trials.Total, sweep.Stages.Total, sweep.Stages.Ready)
        );
        Assert.Equal((5, 2, 1, 8), (sweep.Priority, sweep.Weight, sweep.Retries, sweep.GpuHours));
        Assert.Equal(0, sweep.Fraction);
        Assert.Equal(Specs.Small, (await server.Ledger.Reader.FindSweepAsync("small", Stop))!.SpecText);
    }

    [Fact]
    public async Task Submit_SameAgain_ChangesNothing()
    {
        await using var server = await ApiServer.StartAsync();
        await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop);
        await server.Sweeps.PauseAsync(new PauseRequest { Name = "small" }, cancellationToken: Stop);
        var again = await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop);

        Assert.False(again.Created);
        Assert.Equal(SweepState.Paused, again.Sweep.State);
        Assert.Contains("paused", again.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_ManyAtOnce_GiveOneSweep()
    {
        await using var server = await ApiServer.StartAsync();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ => server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop).ResponseAsync)
        );

        Assert.Single(answers, answer => answer.Created);
        Assert.Single((await server.Sweeps.ListAsync(new ListRequest(), cancellationToken: Stop)).Sweeps);
    }

    [Fact]
    public async Task Submit_AnotherName_SharesTheStages()
    {
        await using var server = await ApiServer.StartAsync();
        await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop);
        var other = await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small, Name = "other" }, cancellationToken: Stop);

        Assert.True(other.Created);
        Assert.Equal(("other", 4), (other.Sweep.Name, other.Sweep.Stages.Total));
    }

    [Fact]
    public async Task Submit_NameOfAnotherSpec_IsRefused()
    {
        await using var server = await ApiServer.StartAsync();
        await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop);
        var refusal = await Refusal.Of(
            server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small + "\npriority: 7" }, cancellationToken: Stop)
        );

        Assert.Equal((StatusCode.AlreadyExists, "NAME_TAKEN"), (refusal.Code, refusal.Reason));
        Assert.Contains("another name", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_NameOfAnotherSpecWithReplace_TakesItsPlace()
    {
        await using var server = await ApiServer.StartAsync();
        await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop);
        var answer = await server.Sweeps.SubmitAsync(
            new SubmitRequest { Spec = Specs.Small + "\npriority: 7", Replace = true },
            cancellationToken: Stop
        );

        Assert.True(answer.Created);
        Assert.Equal(7, Assert.Single((await server.Sweeps.ListAsync(new ListRequest(), cancellationToken: Stop)).Sweeps).Priority);
    }

    [Fact]
    public async Task Submit_NameThatIsNone_IsRefused()
    {
        await using var server = await ApiServer.StartAsync();
        var refusal = await Refusal.Of(
            server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small, Name = "No Name" }, cancellationToken: Stop)
        );

        Assert.Equal((StatusCode.InvalidArgument, "INVALID_REQUEST"), (refusal.Code, refusal.Reason));
        Assert.Contains("lower-case letters", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_InvalidSpec_SaysEveryProblem()
    {
        var spec = Specs.Small + "\nmodel: { widht: 1 }\npriority: 11";
        await using var server = await ApiServer.StartAsync();
        var refusal = await Refusal.Of(server.Sweeps.SubmitAsync(new SubmitRequest { Spec = spec }, cancellationToken: Stop));

        var expected = SpecReading.Read(spec).Problems;
        Assert.Equal((StatusCode.InvalidArgument, "INVALID_SPEC"), (refusal.Code, refusal.Reason));
        var problems = refusal.Details!.GetDetail<SpecProblems>();
        Assert.Equal(
            expected,
            problems.Problems.Select(problem => new Contracts.Spec.SpecProblem(problem.Line, problem.Path, problem.Message))
        );
        Assert.Equal(0, problems.Omitted);
        Assert.Equal(
            ["model.widht", "priority"],
            refusal.Details!.GetDetail<BadRequest>().FieldViolations.Select(violation => violation.Field)
        );
    }

    [Fact]
    public async Task Submit_SpecWithManyProblems_AnswersWithinAHeader()
    {
        var keys = Enumerable.Range(0, 500).Select(number => string.Create(CultureInfo.InvariantCulture, $"wrong-{number}: 1"));
        await using var server = await ApiServer.StartAsync();
        var error = await Assert.ThrowsAsync<RpcException>(() =>
            server
                .Sweeps.SubmitAsync(new SubmitRequest { Spec = $"{Specs.Small}\n{string.Join('\n', keys)}" }, cancellationToken: Stop)
                .ResponseAsync
        );

        // 8 KiB is what the clients that take the least accept.
        Assert.InRange(
            error.Trailers.Sum(entry => entry.Key.Length + (entry.IsBinary ? entry.ValueBytes.Length * 4 / 3 : entry.Value.Length)),
            1,
            8 << 10
        );
        var problems = error.GetRpcStatus()!.GetDetail<SpecProblems>();
        Assert.InRange(problems.Problems.Count, 5, 199);
        Assert.Equal(MostProblems, problems.Problems.Count + problems.Omitted);
    }

    [Fact]
    public async Task Submit_LongestTextOfWideLetters_Arrives()
    {
        await using var server = await ApiServer.StartAsync();
        // Beyond the basic plane: two UTF-16 units, four bytes.
        var comment = string.Concat(Enumerable.Repeat("\U0001D54F", (SweepSpec.MaxTextLength - Specs.Small.Length - 2) / 2));
        var answer = await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = $"{Specs.Small}\n#{comment}" }, cancellationToken: Stop);

        Assert.True(answer.Created);
        Assert.Equal(
            Specs.Small.Length + 2 + comment.Length,
            (await server.Sweeps.GetAsync(new GetRequest { Name = "small", WithSpec = true }, cancellationToken: Stop)).Spec.Length
        );
    }

    [Fact]
    public async Task Submit_RequestOfTenMegabytes_IsRefused()
    {
        await using var server = await ApiServer.StartAsync();
        var refusal = await Refusal.Of(
            server.Sweeps.SubmitAsync(new SubmitRequest { Spec = new string(' ', 10 << 20) }, cancellationToken: Stop)
        );

        Assert.Equal(StatusCode.ResourceExhausted, refusal.Code);
    }

    [Fact]
    public async Task Submit_DeadlineWhileItWaits_GivesTheTurnToTheNext()
    {
        using var isHeld = new SemaphoreSlim(0);
        var goOn = new TaskCompletionSource();
        await using var server = await ApiServer.StartAsync(store => new GatedStore(store)
        {
            Before = async member =>
            {
                if (member != nameof(store.FindStagesAsync))
                    return;
                isHeld.Release();
                await goOn.Task.WaitAsync(Stop);
            },
        });
        var first = server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop);
        await isHeld.WaitAsync(Stop);
        var second = await Refusal.Of(
            server.Sweeps.SubmitAsync(
                new SubmitRequest { Spec = Specs.Named("second") },
                deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(300),
                cancellationToken: Stop
            )
        );

        // The client gives up by its own clock. Its call is in the audit log once the coordinator has given it up as well.
        await Wait.UntilAsync("the coordinator gives up the second submission", () => server.HasAudited("/sweep.v1.Sweeps/Submit"));
        goOn.SetResult();

        Assert.Equal(StatusCode.DeadlineExceeded, second.Code);
        Assert.True((await first).Created);
        Assert.True((await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Named("third") }, cancellationToken: Stop)).Created);
        Assert.Null(await server.Ledger.Reader.FindSweepAsync("second", Stop));
    }

    /// <summary>As many as a reading lists, and the line that says how many more there are.</summary>
    private const int MostProblems = Contracts.Spec.SpecProblems.Limit + 1;
}
