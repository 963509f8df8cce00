using Grpc.Core;
using Sweep.Api.V1;
using Sweep.Client;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;
using Enum = System.Enum;
using StageState = Sweep.Contracts.States.StageState;

namespace Sweep.Coordinator.Api.Questions;

/// <summary>The stage tree, which the store tells.</summary>
internal sealed partial class ResultsService
{
    private const int UsualStages = 100;
    private const int MostStages = 1000;
    private const int MostAttempts = 20;
    private const int MostSweeps = 100;

    /// <summary>Ids in an error at most.</summary>
    private const int MostIds = 5;

    public override async Task<ListStagesResponse> ListStages(ListStagesRequest request, ServerCallContext context)
    {
        if (request.PageSize is < 0 or > MostStages)
            throw ApiErrors.InvalidRequest($"page_size: expected 0, which means {UsualStages}, to {MostStages}, found {request.PageSize}.");
        if (request.ParentId.Length > 0 && request.States.Count > 0)
            throw ApiErrors.InvalidRequest("states: expected none beside parent_id; states are looked for in the whole tree.");
        var query = new StageQuery
        {
            Sweep = (await finder.FindAsync(request.Name, context.CancellationToken).ConfigureAwait(false)).Name,
            Parent =
                request.ParentId.Length > 0
                    ? await ResolveAsync("parent_id", request.ParentId, context.CancellationToken).ConfigureAwait(false)
                    : null,
            States = [.. request.States.Select(ReadState)],
            After =
                request.PageToken.Length > 0
                    ? await ReadTokenAsync(request.PageToken, context.CancellationToken).ConfigureAwait(false)
                    : null,
            Limit = request.PageSize > 0 ? request.PageSize : UsualStages,
        };
        var page = await sweeps.ReadStagesAsync(query, context.CancellationToken).ConfigureAwait(false);
        var answer = new ListStagesResponse { NextPageToken = page.Next?.ToString() ?? "" };
        foreach (var stage in page.Stages)
        {
            var node = await nodes.OfAsync(stage, [query.Sweep], context.CancellationToken).ConfigureAwait(false);
            if (request.WithHistory && node.Attempts > 0)
            {
                node.History.Add(
                    (
                        await sweeps.ReadAttemptsAsync(stage.Definition.Id, MostAttempts, context.CancellationToken).ConfigureAwait(false)
                    ).Select(StageMessages.BriefOf)
                );
            }

            answer.Stages.Add(node);
        }

        return answer;
    }

    public override async Task<GetStageResponse> GetStage(GetStageRequest request, ServerCallContext context)
    {
        var id = await ResolveAsync("stage_id", request.StageId, context.CancellationToken).ConfigureAwait(false);
        var path = await sweeps.ReadPathAsync(id, context.CancellationToken).ConfigureAwait(false);
        var record = (await sweeps.FindStageAsync(id, context.CancellationToken).ConfigureAwait(false))!;
        // One that nobody wants any more is named in full.
        string[] wanting = [.. await sweeps.ReadSweepsOfAsync(id, context.CancellationToken).ConfigureAwait(false)];
        var answer = new GetStageResponse
        {
            Stage = await nodes.OfAsync(path[^1], wanting, context.CancellationToken).ConfigureAwait(false),
            Settings = StageMessages.SettingsOf(record.Definition),
            Failures = record.Failures,
            Retries = record.Retries,
        };
        foreach (var above in path.SkipLast(1))
        {
            answer.Path.Add(await nodes.OfAsync(above, wanting, context.CancellationToken).ConfigureAwait(false));
            answer.PathCurves.Add(
                new Curve
                {
                    StageId = above.Definition.Id.ToString(),
                    Points = { await ReadCurveAsync(above.Definition.Id, context.CancellationToken).ConfigureAwait(false) },
                }
            );
        }

        answer.Curve.Add(await ReadCurveAsync(id, context.CancellationToken).ConfigureAwait(false));
        answer.Attempts.Add(
            (await sweeps.ReadAttemptsAsync(id, MostAttempts, context.CancellationToken).ConfigureAwait(false)).Select(StageMessages.Of)
        );
        foreach (var attempt in answer.Attempts.Where(attempt => attempt.Outcome == Sweep.Api.V1.AttemptOutcome.Open))
            attempt.LogTail = nodes.LogOf(id, attempt.Number);
        answer.Sweeps.Add(wanting.Take(MostSweeps));
        if (path[^1] is { State: StageState.Completed, Result: { } result })
            answer.Result = StageMessages.ResultOf(id, result);
        return answer;
    }

    private async Task<IEnumerable<EpochPoint>> ReadCurveAsync(StageId stage, CancellationToken cancellation) =>
        (await sweeps.ReadEpochsAsync(stage, cancellation).ConfigureAwait(false)).Select(StageMessages.Of);

    private async Task<StageId> ResolveAsync(string field, string text, CancellationToken cancellation)
    {
        if (text.Length is 0 or > 32 || !text.All(char.IsAsciiHexDigit))
        {
            throw ApiErrors.InvalidRequest(
                $"{field}: expected the 32 hex digits of a stage's id, or the first of them, found '{Short(text)}'."
            );
        }

        return await sweeps.FindStagesAsync(text, MostIds + 1, cancellation).ConfigureAwait(false) switch
        {
            [var only] => only,
            [] => throw ApiErrors.NotFound(
                $"There is no stage whose id begins with {text}. The stages of a sweep are listed by ListStages; those of its trials are the field stage_id of its results."
            ),
            var several => throw ApiErrors.InvalidRequest(
                $"{field}: {text} is the beginning of several ids; expected more digits of one, as of {string.Join(", ", several.Take(MostIds))}{(several.Count > MostIds ? ", …" : "")}."
            ),
        };
    }

    private async Task<StageId> ReadTokenAsync(string token, CancellationToken cancellation) =>
        token.Length == 32 && await sweeps.FindStagesAsync(token, 1, cancellation).ConfigureAwait(false) is [var stage]
            ? stage
            : throw ApiErrors.InvalidRequest("page_token: expected nothing, or the next_page_token of an answer.");

    private static StageState ReadState(Sweep.Api.V1.StageState state) =>
        state.FromWire()
        ?? throw ApiErrors.InvalidRequest(
            $"states: expected {string.Join(", ", Enum.GetValues<StageState>().Select(known => $"STAGE_STATE_{known.ToString().ToUpperInvariant()}"))}, found {state}."
        );

    /// <summary>Shortens user input for an error message.</summary>
    private static string Short(string text) => text.Length <= 40 ? text : $"{text.AsSpan(0, 40)}…";
}
