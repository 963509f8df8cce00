using Sweep.Coordinator.Planning;

namespace Sweep.Tests.Coordinator.Planning;

public sealed class SpecChangeTests
{
    private const string Blocks = """
        # a study
        name: test   # its name
        grid:
          dataset: mnist
          architecture: vgg16
          seed:
            - 1
            - 2   # two
        # below
        training:
          lr: 0.05   # peak
        data: { classes: [0, 1], }
        """;

    [Theory]
    [InlineData("training.lr=0.1", "  lr: 0.05   # peak", "  lr: 0.1   # peak")]
    [InlineData("training.epochs=3", "  lr: 0.05   # peak", "  lr: 0.05   # peak\n  epochs: 3")]
    [InlineData("grid.seed=[1, 2, 3]", "    - 1\n    - 2   # two", "    [1, 2, 3]   # two")]
    [InlineData("grid.training.batch=[32, 64]", "    - 2   # two", "    - 2   # two\n  training.batch: [32, 64]")]
    [InlineData("data.samples=100", "[0, 1], }", "[0, 1], samples: 100, }")]
    [InlineData("data.classes=all", "[0, 1], }", "all, }")]
    [InlineData("name=other", "name: test   # its name", "name: other   # its name")]
    [InlineData("description=Hello, world: 1 # no comment", "[0, 1], }", "[0, 1], }\ndescription: \"Hello, world: 1 # no comment\"")]
    [InlineData("limits.gpu-hours=2", "[0, 1], }", "[0, 1], }\nlimits: { gpu-hours: 2 }")]
    public void Apply_Setting_ChangesNothingElse(string setting, string before, string after)
    {
        var change = SpecChange.Apply(Blocks, [setting]);

        Assert.Empty(change.Refused);
        Assert.Equal(Blocks.Replace(before, after, StringComparison.Ordinal), change.Text);
        Assert.Empty(SpecReading.Read(change.Text).Problems);
    }

    [Theory]
    [InlineData("name: a\ngrid: { dataset: mnist, architecture: vgg16 }\ntraining:\n")]
    [InlineData("name: a\ntraining: {}\ngrid: { dataset: mnist, architecture: vgg16 }\n")]
    [InlineData("{ name: a, grid: { dataset: mnist, architecture: vgg16 } }")]
    [InlineData("name: a\r\ngrid: { dataset: mnist, architecture: vgg16 }\r\ntraining:\r\n  epochs: 2\r\n")]
    public void Apply_BlockOfAnyForm_ContainsTheSetting(string text)
    {
        var spec = SpecReading.Read(SpecChange.Apply(text, ["training.lr=0.25", "training.epochs=4"]).Text).Spec;

        Assert.Equal((0.25, 4), (spec?.Settings.Training.Lr, spec?.Settings.Training.Epochs));
    }

    [Theory]
    [InlineData("training.lr", "--set training.lr", "expected PATH=VALUE")]
    [InlineData("=1", "--set ", "expected PATH=VALUE")]
    [InlineData("override[0].x=1", "--set override[0].x", "expected PATH=VALUE")]
    [InlineData("name.x=1", "--set name.x", "name is no block of settings here")]
    public void Apply_NoSetting_IsRefused(string setting, string place, string message)
    {
        var change = SpecChange.Apply(Blocks, [setting]);

        var problem = Assert.Single(change.Refused);
        Assert.Equal(place, problem.Path);
        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal(Blocks, change.Text);
    }

    [Fact]
    public void Apply_Alias_IsRefused()
    {
        var change = SpecChange.Apply("name: a\nmodel: &m { width: 1 }\ndata: *m\n", ["data.width=2"]);
        Assert.Contains("is an alias", Assert.Single(change.Refused).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Place_Problems_AreAtTheOptionOrAtTheUsersLines()
    {
        var text = Blocks.Replace("samples", "", StringComparison.Ordinal) + "\npriority: 11\n";
        var change = SpecChange.Apply(text, ["training.lr=-1", "training.lrr=1", "grid.sparsity=[0, 0.5, 2]"]);

        var problems = change.Place(SpecReading.Read(change.Text).Problems);

        Assert.Equal(
            [(0, "--set grid.sparsity[2]"), (0, "--set training.lr"), (0, "--set training.lrr"), (13, "priority")],
            problems
                .Select(problem => (problem.Line, problem.Path))
                .OrderBy(place => place.Line)
                .ThenBy(place => place.Path, StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Apply_InvalidYaml_IsLeftForTheParserToRefuse()
    {
        var change = SpecChange.Apply("name: [", ["training.lr=1"]);
        Assert.Equal(("name: [", 0), (change.Text, change.Refused.Count));
    }
}
