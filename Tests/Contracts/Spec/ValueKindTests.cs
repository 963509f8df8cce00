using Sweep.Contracts.Spec;
using Sweep.Contracts.Spec.Settings;

namespace Sweep.Tests.Contracts.Spec;

public class ValueKindTests
{
    [Theory]
    [InlineData("training", "weight-decay", "5e-4", "0.0005")]
    [InlineData("training", "weight-decay", "0", "0")]
    [InlineData("training", "weight-decay", "-0.0", "0")]
    [InlineData("training", "optimizer", "adamw", "adamw")]
    [InlineData("model", "head", "imagenet", "imagenet")]
    [InlineData("model", "batch-norm", "false", "false")]
    [InlineData("training", "precision", "bf16", "bf16")]
    [InlineData("data", "samples", "all", "all")]
    [InlineData("data", "samples", "+100", "100")]
    [InlineData("limits", "stage-timeout", "1.5h", "90m")]
    [InlineData("limits", "stage-timeout", "48h", "2d")]
    [InlineData("limits", "stage-timeout", "none", "none")]
    [InlineData("training", "augment", "none", "none")]
    [InlineData("pruning", "lr", "auto", "auto")]
    public void TryRead_Accepted_HasOneCanonicalForm(string block, string name, string text, string canonical)
    {
        var setting = SettingsCatalogue.Find(block, name)!;

        Assert.True(setting.TryRead(Scalar(text), "p", new SpecProblems(), out var value));
        Assert.Equal(canonical, setting.Format(value));
    }

    [Theory]
    [InlineData("training", "lr", "0")]
    [InlineData("training", "lr", "NaN")]
    [InlineData("training", "lr", ".nan")]
    [InlineData("training", "lr", "Infinity")]
    [InlineData("training", "lr", "1e999")]
    [InlineData("training", "lr", "1,5")]
    [InlineData("training", "lr", "")]
    [InlineData("training", "momentum", "1")]
    [InlineData("training", "epochs", "1.5")]
    [InlineData("training", "epochs", "-1")]
    [InlineData("training", "epochs", "99999999999999999999")]
    [InlineData("training", "optimizer", "SGD")]
    [InlineData("training", "optimizer", "0")]
    [InlineData("data", "image", "31")]
    [InlineData("data", "samples", "0")]
    [InlineData("model", "batch-norm", "yes")]
    [InlineData("limits", "stage-timeout", "6")]
    [InlineData("limits", "stage-timeout", "0s")]
    [InlineData("limits", "stage-timeout", "-1h")]
    [InlineData("limits", "stage-timeout", "99999999d")]
    [InlineData("grid", "sparsity", "1")]
    [InlineData("grid", "sparsity", "90")]
    public void TryRead_Refused_SaysWhatIsExpectedAndFound(string block, string name, string text)
    {
        var setting = SettingsCatalogue.Find(block, name)!;
        var problems = new SpecProblems();

        Assert.False(setting.TryRead(Scalar(text), "p", problems, out _));
        var problem = Assert.Single(problems.InOrder());
        Assert.Equal((3, "p"), (problem.Line, problem.Path));
        Assert.StartsWith($"expected {setting.Expected}, found '{text}'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_BadEntriesOfAList_SaysWhich()
    {
        var setting = SettingsCatalogue.Find("training", "augment")!;
        var problems = new SpecProblems();

        Assert.False(setting.TryRead(new SpecSequence([Scalar("flip"), Scalar("flop"), Scalar("flip")], 3, 1), "p", problems, out _));
        Assert.Equal(["p[1]", "p[2]"], problems.InOrder().Select(problem => problem.Path));
    }

    private static SpecScalar Scalar(string text) => new(text, false, 3, 1);
}
