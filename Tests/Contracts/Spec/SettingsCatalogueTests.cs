using Sweep.Contracts.Spec;
using Sweep.Contracts.Spec.Settings;
using Sweep.Contracts.Stages;

namespace Sweep.Tests.Contracts.Spec;

public class SettingsCatalogueTests
{
    public static TheoryData<string> Paths => [.. SettingsCatalogue.All.Select(setting => setting.Path)];

    [Fact]
    public void All_Paths_AreUnique() =>
        Assert.Equal(SettingsCatalogue.All.Count, SettingsCatalogue.All.DistinctBy(setting => setting.Path).Count());

    /// <summary>A setting without a descriptor could not be written in a spec and would be missing from identities.</summary>
    [Fact]
    public void All_CoverEveryPropertyOfTheRecords()
    {
        Type[] records =
        [
            typeof(DataSettings),
            typeof(ModelSettings),
            typeof(TrainingSettings),
            typeof(PruningSettings),
            typeof(SweepLimits),
            typeof(ReportSettings),
        ];
        var properties = records.SelectMany(record => record.GetProperties()).Count(property => property.CanWrite);

        // Dataset and architecture are axes, and workers report the fingerprint.
        Assert.Equal(properties, SettingsCatalogue.All.Count(setting => !setting.IsGridOnly) + 2 + 1);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void TryRead_TheDefaultAsItIsDocumented_IsTheDefault(string path)
    {
        var setting = SettingsCatalogue.All.Single(candidate => candidate.Path == path);
        if (setting == SettingsCatalogue.Dataset || setting == SettingsCatalogue.Architecture)
        {
            return; // The setting is required and has no default.
        }

        var problems = new SpecProblems();
        var text = setting.DefaultText;
        SpecNode node = text.StartsWith('[')
            ? new SpecSequence([.. text.Trim('[', ']').Split(", ").Select(item => new SpecScalar(item, false, 1, 1))], 1, 1)
            : new SpecScalar(text, false, 1, 1);

        Assert.True(setting.TryRead(node, path, problems, out var value));
        Assert.Equal(text, setting.TextOf(setting.Set(SpecSettings.Default, value)));
    }

    [Theory]
    [InlineData("width", "model.width")]
    [InlineData("training.epochs", "training.epochs")]
    [InlineData("dataset", "grid.dataset")]
    public void Named_UnambiguousName_IsOneSetting(string name, string path) =>
        Assert.Equal(path, Assert.Single(SettingsCatalogue.Named(name)).Path);

    [Fact]
    public void Named_ShortNameOfTwoBlocks_IsBoth() =>
        Assert.Equal(["training.epochs", "pruning.epochs"], SettingsCatalogue.Named("epochs").Select(setting => setting.Path));

    [Fact]
    public void Named_ALimit_IsNoAxis() => Assert.Empty(SettingsCatalogue.Named("retries"));
}
