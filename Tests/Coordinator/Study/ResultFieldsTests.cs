using Sweep.Coordinator.Study;

namespace Sweep.Tests.Coordinator.Study;

public class ResultFieldsTests
{
    [Fact]
    public void Of_Trials_HasEveryFieldThatATrialReports()
    {
        var names = ResultFields
            .Of(MakeTrials.Of("svhn", "vgg16").Axis("width", "0.25").At(0.5, 80).Build())
            .All.Select(field => field.Name);

        Assert.Equal(
            [
                "sweep",
                "trial",
                "dataset",
                "architecture",
                "mode",
                "sparsity",
                "seed",
                "width",
                "state",
                "top1",
                "top5",
                "loss",
                "sparsity_reached",
                "parameters",
                "parameters_nonzero",
                "compression",
                "flops",
                "flops_effective",
                "speedup",
                "size_bytes",
                "epochs",
                "seconds",
                "images_per_second",
                "top1_per_class",
                "device",
                "version_sweep",
                "version_torch",
                "version_dotnet",
                "commit",
                "spec_hash",
                "stage_id",
                "error",
                "warnings",
                "at_chance",
            ],
            names
        );
    }

    [Fact]
    public void Of_CompletedTrial_ReadsWhatWasMeasured()
    {
        var trial = MakeTrials.Of("svhn", "vgg16").At(0.5, 80.25).Build()[0];
        var fields = ResultFields.Of([trial]);

        Assert.Equal("80.25", fields["top1"].TextOf(trial));
        Assert.Equal("500000", fields["parameters_nonzero"].TextOf(trial));
        Assert.Equal("2", fields["compression"].TextOf(trial));
        Assert.Equal("12.5", fields["seconds"].TextOf(trial));
        Assert.Equal("79.25; 81.25", fields["top1_per_class"].TextOf(trial));
        Assert.Equal("1.13.1", fields["version_torch"].TextOf(trial));
        Assert.Equal("0123456789ab", fields["commit"].TextOf(trial));
        Assert.Null(fields["error"].TextOf(trial));
    }

    [Fact]
    public void Of_FailedTrial_HasItsErrorAndNoNumbers()
    {
        var trial = MakeTrials.Of("svhn", "vgg16").Failed(0.5, 1, "out of memory").Build()[0];
        var fields = ResultFields.Of([trial]);

        Assert.Equal(("failed", "out of memory"), (fields["state"].TextOf(trial), fields["error"].TextOf(trial)));
        Assert.Null(fields["top1"].NumberOf(trial));
    }

    [Fact]
    public void Of_AxisNamedAsAMeasurement_KeepsBoth()
    {
        var trials = MakeTrials.Of("svhn", "vgg16").Axis("epochs", "30").At(0.5, 80).Build();
        var fields = ResultFields.Of(trials);

        Assert.Equal("30", fields["axis_epochs"].TextOf(trials[0]));
        Assert.Equal("5", fields["epochs"].TextOf(trials[0]));
    }

    [Fact]
    public void Indexer_UnknownField_ListsTheKnownOnes()
    {
        var error = Assert.Throws<StudyException>(() => ResultFields.Of([])["accuracy"]);

        Assert.Contains("no field 'accuracy'", error.Message, StringComparison.Ordinal);
        Assert.Contains("top1, top5, loss", error.Message, StringComparison.Ordinal);
    }
}
