using Sweep.Coordinator.Home;
using Sweep.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Store;

public sealed class StoreOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/srv/sweep.db", null, null, null)]
    [InlineData("mongodb://db1,db2:27018/sweep?tls=true", null, "other", null)]
    [InlineData("mongodb://ada@db/?authMechanism=MONGODB-X509&tls=true", null, null, null)]
    [InlineData("mongodb://ada:secret@db/sweep", null, null, "password")]
    [InlineData("mongodb://", null, null, "expected mongodb://")]
    [InlineData("/srv/sweep.db", null, "other", "store-database")]
    [InlineData("/srv/sweep.db", "/not/there", null, "expected one of them")]
    [InlineData(null, "/not/there", null, "is not there")]
    public void Problems_Settings_NamesTheProblem(string? place, string? file, string? database, string? problem)
    {
        var problems = string.Join(
            '\n',
            new StoreOptions
            {
                Place = place,
                AddressFile = file,
                Database = database,
            }.Problems()
        );

        Assert.DoesNotContain("secret", problems, StringComparison.Ordinal);
        if (problem is null)
            Assert.Empty(problems);
        else
            Assert.Contains(problem, problems, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_AnAddressFromAFile_LeavesOutThePassword()
    {
        File.WriteAllText(_folder.File("address"), "mongodb://ada:s3cret@db1,db2/study?authSource=admin\nmore\n");
        var store = new StoreOptions { AddressFile = _folder.File("address") };

        Assert.Empty(store.Problems());
        Assert.Equal("mongodb://db1:27017,db2:27017/study", store.Describe(new SweepHome("/home")));
        Assert.DoesNotContain("s3cret", store.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WithoutSettings_UsesTheHomesFile()
    {
        var home = new SweepHome(_folder.File("."));
        Assert.False(StoreOptions.Default.IsThere(home));
        await using (await StoreOptions.Default.OpenAsync(home, readOnly: false, TestContext.Current.CancellationToken))
            Assert.True(File.Exists(home.Database));
        Assert.True(StoreOptions.Default.IsThere(home));
    }

    [Fact]
    public void Problems_OtherName_NamesTheSettingsAndLeavesThePathAlone() =>
        Assert.Equal(["from-file: /nowhere/store is not there"], new StoreOptions { AddressFile = "/nowhere/store" }.Problems("from"));
}
