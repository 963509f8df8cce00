using System.Globalization;
using Sweep.Api.V1;

namespace Sweep.Cli.Stages;

/// <summary>Writes what a stage has logged, and what of it is new at each further look.</summary>
internal sealed class StageLog(TextWriter output)
{
    private readonly Dictionary<int, Seen> _attempts = [];
    private int _epochs;

    public void Write(GetStageResponse stage)
    {
        foreach (var attempt in stage.Attempts)
        {
            if (!_attempts.TryGetValue(attempt.Number, out var seen))
            {
                _attempts[attempt.Number] = seen = new Seen();
                output.WriteLine(
                    $"== attempt {attempt.Number}{(attempt.WorkerId.Length > 0 ? $" on {attempt.WorkerId}" : "")}{Began(attempt)}"
                );
            }

            WriteLines(attempt, seen);
            if (attempt.Number == stage.Attempts[^1].Number)
                WriteEpochs(stage);
            if (attempt.Outcome != AttemptOutcome.Open && !seen.IsOver)
            {
                seen.IsOver = true;
                output.WriteLine(
                    $"== {StageWords.Of(attempt.Outcome)}{(attempt.Error.Length > 0 ? $": {attempt.Error.ReplaceLineEndings(" ")}" : "")}"
                );
            }
        }

        output.Flush();
    }

    private void WriteLines(AttemptInfo attempt, Seen seen)
    {
        if (attempt.LogTail.Length == 0)
            return;
        var lines = attempt.LogTail.TrimEnd().ReplaceLineEndings("\n").Split('\n');
        foreach (var line in lines.Skip(Known(seen.Lines, lines)))
            output.WriteLine(line);
        seen.Lines = lines;
    }

    /// <summary>A later look begins with lines that were seen before, if not with the first of them.</summary>
    private static int Known(string[] before, string[] now)
    {
        for (var from = 0; from < before.Length; from++)
        {
            var same = before.Length - from;
            if (same <= now.Length && before.AsSpan(from).SequenceEqual(now.AsSpan(0, same)))
                return same;
        }

        return 0;
    }

    private void WriteEpochs(GetStageResponse stage)
    {
        // Begun anew, when an attempt could not go on with the one before.
        if (stage.Curve.Count < _epochs)
            _epochs = 0;
        foreach (var point in stage.Curve.Skip(_epochs))
        {
            var loss = point.HasTrainLoss ? string.Create(CultureInfo.InvariantCulture, $": training loss {point.TrainLoss:0.####}") : "";
            var top1 = point.HasTop1 ? string.Create(CultureInfo.InvariantCulture, $", top-1 {point.Top1:0.00} %") : "";
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"epoch {point.Epoch}{loss}{top1}, learning rate {point.Lr:0.######}")
            );
        }

        _epochs = stage.Curve.Count;
    }

    private static string Began(AttemptInfo attempt) =>
        (attempt.Started ?? attempt.Queued)?.ToDateTimeOffset() is { } began
            ? $", began {began.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC"
            : "";

    private sealed class Seen
    {
        public string[] Lines { get; set; } = [];

        public bool IsOver { get; set; }
    }
}
