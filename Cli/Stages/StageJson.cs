using System.Text.Json.Nodes;
using Sweep.Api.V1;
using Sweep.Coordinator.Api.Http;

namespace Sweep.Cli.Stages;

/// <summary>One stage for programs: all that the coordinator tells, with names and words as the other verbs write them.</summary>
internal static class StageJson
{
    public static object Of(GetStageResponse stage) =>
        new
        {
            Stage = Of(stage.Stage),
            Path = stage.Path.Select(Of),
            Settings = Free(stage.Settings),
            Result = Free(stage.Result),
            Curve = stage.Curve.Select(Of),
            PathCurves = stage.PathCurves.Select(curve => new { curve.StageId, Points = curve.Points.Select(Of) }),
            Attempts = stage.Attempts.Select(attempt => new
            {
                attempt.Number,
                attempt.WorkerId,
                Queued = attempt.Queued?.ToDateTimeOffset(),
                Started = attempt.Started?.ToDateTimeOffset(),
                Ended = attempt.Ended?.ToDateTimeOffset(),
                Outcome = attempt.Outcome.ToString().ToLowerInvariant(),
                Error = NotEmpty(attempt.Error),
                Details = NotEmpty(attempt.Details),
                LogTail = NotEmpty(attempt.LogTail),
            }),
            stage.Sweeps,
            stage.Failures,
            stage.Retries,
        };

    public static object Of(StageNode node) =>
        new
        {
            node.Stage.StageId,
            node.Stage.Name,
            node.Stage.Kind,
            node.Stage.Dataset,
            node.Stage.Architecture,
            node.Stage.Sparsity,
            node.Stage.Seed,
            node.Stage.Pretrained,
            State = StageWords.Of(node.State),
            node.Attempts,
            WorkerId = NotEmpty(node.WorkerId),
            Error = NotEmpty(node.Error),
            Top1 = node.HasTop1 ? node.Top1 : (double?)null,
        };

    private static object Of(EpochPoint point) =>
        new
        {
            point.Epoch,
            TrainLoss = point.HasTrainLoss ? point.TrainLoss : (double?)null,
            Top1 = point.HasTop1 ? point.Top1 : (double?)null,
            Loss = point.HasLoss ? point.Loss : (double?)null,
            point.Lr,
            point.Sparsity,
        };

    private static JsonNode? Free(Google.Protobuf.WellKnownTypes.Struct? values) =>
        values is null ? null : JsonNode.Parse(MessageJson.Serialize(values));

    private static string? NotEmpty(string text) => text.Length > 0 ? text : null;
}
