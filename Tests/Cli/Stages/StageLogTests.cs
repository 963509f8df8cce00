using Google.Protobuf.WellKnownTypes;
using Sweep.Api.V1;
using Sweep.Cli.Stages;

namespace Sweep.Tests.Cli.Stages;

public sealed class StageLogTests
{
    [Fact]
    public void Write_AgainAndAgain_WritesWhatIsNew()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var log = new StageLog(output);
        var first = new AttemptInfo
        {
            Number = 1,
            WorkerId = "w",
            Started = Timestamp.FromDateTime(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc)),
            Outcome = AttemptOutcome.Open,
        };
        var stage = new GetStageResponse { Attempts = { first } };
        Assert.Equal("== attempt 1 on w, began 2026-01-02 03:04:05 UTC\n", Next());

        first.LogTail = "a\nb\nc";
        stage.Curve.Add(
            new EpochPoint
            {
                Epoch = 1,
                TrainLoss = 0.25,
                Top1 = 50,
                Lr = 0.1,
            }
        );
        Assert.Equal("a\nb\nc\nepoch 1: training loss 0.25, top-1 50.00 %, learning rate 0.1\n", Next());
        Assert.Equal("", Next());

        first.LogTail = "b\nc\nd";
        Assert.Equal("d\n", Next());

        (first.LogTail, first.Outcome, first.Error) = ("x\ny", AttemptOutcome.Failed, "too\nbad");
        stage.Attempts.Add(new AttemptInfo { Number = 2, Outcome = AttemptOutcome.Open });
        stage.Curve.Clear();
        Assert.Equal("x\ny\n== failed: too bad\n== attempt 2\n", Next());
        stage.Curve.Add(new EpochPoint { Epoch = 1, Lr = 0.1 });
        stage.Attempts[1].Outcome = AttemptOutcome.Completed;
        Assert.Equal("epoch 1, learning rate 0.1\n== completed\n", Next());

        string Next()
        {
            output.GetStringBuilder().Clear();
            log.Write(stage);
            return output.ToString();
        }
    }
}
