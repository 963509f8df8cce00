using Microsoft.Extensions.Configuration;
using Sweep.Hosting.Configuration;

namespace Sweep.Tests.Hosting.Configuration;

public sealed class SettingsReaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sweep-settings");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Read_Nothing_DefaultsHold() => Assert.Equal(SampleSettings.Catalogue.Defaults, Read([]));

    [Fact]
    public void Read_AllThree_FlagsWinOverVariablesOverFile()
    {
        WriteFile(
            """
            {
              // comments are fine
              "slots": 2,
              "stage-timeout": "90s",
              "data": ["/a", "/b"],
              "broker": { "hosts": ["mq1:5672", "mq2"], "virtual-host": "lab", },
            }
            """
        );

        var settings = Read(
            ["--slots", "4"],
            ("SWEEP_WORKER__SLOTS", "3"),
            ("SWEEP_BROKER__VIRTUAL_HOST", "other"),
            ("SWEEP_WORKER__STAGE_TIMEOUT", "2m")
        );

        Assert.Equal(4, settings.Slots);
        Assert.Equal(TimeSpan.FromMinutes(2), settings.StageTimeout);
        Assert.Equal(["/a", "/b"], settings.Data);
        Assert.Equal(["mq1:5672", "mq2"], settings.Broker.Hosts);
        Assert.Equal("other", settings.Broker.VirtualHost);
    }

    [Fact]
    public void Read_ListsAndSwitchesAsFlags_AreRead()
    {
        var settings = Read([
            "--data",
            "/a",
            "--data=/b",
            "--broker-hosts",
            "mq1,mq2:1234",
            "--broker-tls",
            "--broker-quorum-queues",
            "false",
        ]);

        Assert.Equal(["/a", "/b"], settings.Data);
        Assert.Equal(["mq1", "mq2:1234"], settings.Broker.Hosts);
        Assert.True(settings.Broker.Tls);
        Assert.False(settings.Broker.QuorumQueues);
    }

    [Fact]
    public void Read_SwitchesInAFile_AreTheTrueAndFalseOfJson()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "sample.json"), """{ "broker": { "tls": true, "quorum-queues": false } }""");

        var settings = Read([]);

        Assert.Equal((true, false), (settings.Broker.Tls, settings.Broker.QuorumQueues));
    }

    [Fact]
    public void Read_NamesInOtherCases_AreTheSame()
    {
        WriteFile("""{ "StageTimeout": "5s", "broker": { "virtualHost": "lab" } }""");

        var settings = Read([], ("sweep_worker__broker__user", "me"));

        Assert.Equal(TimeSpan.FromSeconds(5), settings.StageTimeout);
        Assert.Equal("lab", settings.Broker.VirtualHost);
        Assert.Equal("me", settings.Broker.User);
    }

    [Fact]
    public void Read_FileGivenAsFlag_IsReadInsteadOfTheDefaultOne()
    {
        WriteFile("""{ "slots": 2 }""");
        File.WriteAllText(Path.Combine(_folder.FullName, "other.json"), """{ "slots": 9 }""");

        Assert.Equal(9, Read(["--config", "other.json"]).Slots);
    }

    [Fact]
    public void Read_VariablesOfOtherPrograms_AreIgnored() =>
        Assert.Equal(
            1,
            Read(
                [],
                ("SWEEP_COORDINATOR__LEASE", "x"),
                ("SWEEP_WORKER_SERVICE_HOST", "10.0.0.1"),
                ("SWEEP_DATA", "/d"),
                ("SWEEP_BROKER_PORT", "1")
            ).Slots
        );

    [Theory]
    [InlineData("""{ "slot": 4 }""", "sample.json: slot: is not known, did you mean sample.json: slots?")]
    [InlineData("""{ "broker": { "hots": "x" } }""", "sample.json: broker.hots: is not known, did you mean sample.json: broker.hosts?")]
    [InlineData("""{ "slots": "many" }""", "sample.json: slots: expected a whole number from 1 to 64, found 'many'")]
    [InlineData("""{ "slots": [1, 2] }""", "sample.json: slots: expected a whole number from 1 to 64, found a list")]
    [InlineData("""{ "slots": { "a": 1 } }""", "sample.json: slots: expected a whole number from 1 to 64, found a block of settings")]
    [InlineData("""{ "broker": "localhost" }""", "sample.json: broker: expected a block of settings, found 'localhost'")]
    [InlineData("""{ "broker": { "tls": "yes" } }""", "sample.json: broker.tls: expected true or false, found 'yes'")]
    [InlineData(
        """{ "stage-timeout": 30 }""",
        "sample.json: stage-timeout: expected a time above zero such as 90s, 30m, 6h or 2d, found '30'"
    )]
    [InlineData(
        """{ "broker": { "hosts": [] } }""",
        "sample.json: broker.hosts: expected hosts such as localhost or mq1:5672,mq2:5672, found "
    )]
    [InlineData(
        """{ "broker": { "hosts": "mq1:port" } }""",
        "sample.json: broker.hosts: expected hosts such as localhost or mq1:5672,mq2:5672, found 'mq1:port'"
    )]
    [InlineData("{\n\"slots\" 4 }", "sample.json: line 2: is not JSON: ")]
    [InlineData("[1]", "sample.json: ")]
    public void Read_WrongFile_NamesThePlaceAndTheExpectedValue(string json, string problem)
    {
        WriteFile(json);

        Assert.StartsWith(problem, Assert.Single(Problems([])));
    }

    [Theory]
    [InlineData("SWEEP_WORKER__SLOTS", "0", "SWEEP_WORKER__SLOTS: expected a whole number from 1 to 64, found '0'")]
    [InlineData("SWEEP_WORKER__SLOT", "4", "SWEEP_WORKER__SLOT: is not known, did you mean SWEEP_WORKER__SLOTS?")]
    [InlineData("SWEEP_BROKER__HOST", "x", "SWEEP_BROKER__HOST: is not known, did you mean SWEEP_BROKER__HOSTS?")]
    public void Read_WrongVariable_IsNamed(string name, string value, string problem) =>
        Assert.Equal([problem], Problems([], (name, value)));

    [Theory]
    [InlineData("--slots: expected a whole number from 1 to 64, found '65'", "--slots", "65")]
    [InlineData("--slots: expected a whole number from 1 to 64 after it, found nothing", "--slots")]
    [InlineData("--slots: expected a whole number from 1 to 64 after it, found nothing", "--slots", "--broker-tls")]
    [InlineData("--slot: is not known, did you mean --slots?", "--slot", "4")]
    [InlineData("--broker-host: is not known, did you mean --broker-hosts?", "--broker-host=x")]
    [InlineData("--slott: is not known, did you mean --slots?", "--data", "--slott")]
    [InlineData("--data: expected folders after it, found nothing", "--data", "--slott")]
    [InlineData("--broker-tls: expected true or false, found 'yes'", "--broker-tls=yes")]
    [InlineData("--config: expected a file after it, found nothing", "--config")]
    [InlineData("'worker': is not a flag (sample --help lists them)", "worker")]
    [InlineData("'[settings]': is not a flag (sample --help lists them)", "[settings]")]
    public void Read_WrongFlag_IsNamed(string problem, params string[] arguments) => Assert.Contains(problem, Problems(arguments));

    [Fact]
    public void Read_FlagTwice_IsRefused() => Assert.Equal(["--slots: is given twice"], Problems(["--slots", "1", "--slots", "2"]));

    [Fact]
    public void Read_ValueWithAtSign_IsNoFileOfArguments() => Assert.Equal(["@x"], Read(["--data", "@x"]).Data);

    [Fact]
    public void Read_SeveralProblems_ReportsAll()
    {
        WriteFile("""{ "slots": 0, "colour": "red" }""");

        Assert.Equal(4, Problems(["--stage-timeout", "soon"], ("SWEEP_WORKER__SLOTS", "x")).Count);
    }

    [Fact]
    public void Read_MissingFile_IsReported() =>
        Assert.StartsWith("gone.json: cannot be read: ", Assert.Single(Problems(["--config", "gone.json"])));

    [Theory]
    [InlineData("hunter2")]
    [InlineData("--hunter2")]
    public void Read_PasswordAsFlag_IsRefusedAndNotRepeated(string password)
    {
        var problem = Assert.Single(Problems(["--broker-password", password]));

        Assert.StartsWith("--broker-password: is not accepted as a flag", problem);
        Assert.Contains("SWEEP_BROKER__PASSWORD", problem);
        Assert.DoesNotContain("hunter2", problem);
    }

    [Fact]
    public void Read_PasswordInVariable_IsReadAndNeverShown()
    {
        var settings = Read([], ("SWEEP_BROKER__PASSWORD", "hunter2"));

        Assert.Equal("hunter2", settings.Broker.Password!.Value);
        Assert.DoesNotContain("hunter2", settings.ToString());
        Assert.DoesNotContain("hunter2", settings.Broker.Password.ToString());
    }

    [Fact]
    public void Read_ContradictingSettings_AreRefused()
    {
        Assert.StartsWith("broker.tls: has to be true", Problems(["--broker-ca-file", "/etc/hostname"])[0]);
        Assert.Equal(["broker.ca-file: /gone is not there"], Problems(["--broker-tls", "--broker-ca-file", "/gone"]));
        Assert.Contains(
            "broker.password and broker.password-file: expected one of them, found both",
            Problems(["--broker-password-file", "/etc/hostname"], ("SWEEP_BROKER__PASSWORD", "x"))
        );
    }

    [Fact]
    public void Help_Catalogue_NamesFlagAndVariableOfEverySetting()
    {
        var help = Help();

        foreach (var setting in SampleSettings.Catalogue.Settings.Where(setting => !setting.IsHidden))
        {
            Assert.Contains(SampleSettings.Catalogue.Variable(setting), help);
            Assert.Equal(!setting.IsSecret, help.Contains($"  {setting.Flag} ") || help.Contains($"  {setting.Flag}\n"));
        }

        Assert.Contains("--slots <N>", help);
        Assert.Contains("Stages at once [default: 1]", help);
        Assert.Contains("""{ "slots": 1, "broker": { "hosts": ["localhost"] } }""", help);
    }

    [Fact]
    public void Read_HiddenSetting_IsReadAndNotInTheHelp()
    {
        Assert.Equal("/tmp/steps", Read(["--hold", "/tmp/steps"]).Hold);
        Assert.DoesNotContain("--hold", Help(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileExampleOfTheHelp_IsAccepted()
    {
        WriteFile(SampleSettings.Catalogue.FileExample);

        Assert.Equal(["localhost"], Read([]).Broker.Hosts);
    }

    [Fact]
    public void Variables_TwoUnderscores_LeadIntoASection()
    {
        Environment.SetEnvironmentVariable("SWEEP_READERTEST__BROKER__USER", "me");

        Assert.Equal("me", SweepProgram.Variables()["sweep_readertest:broker:user"]);
    }

    private static string Help()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var program = SweepProgram.Create(SampleSettings.Catalogue, _ => Task.FromResult(1));
        Assert.Equal(0, SweepProgram.RunAsync(program, ["--help"], output).Result);
        return output.ToString();
    }

    private void WriteFile(string json) => File.WriteAllText(Path.Combine(_folder.FullName, "sample.json"), json);

    private SampleSettings Read(string[] arguments, params (string Name, string Value)[] variables) =>
        SettingsReader.Read(
            SampleSettings.Catalogue,
            arguments,
            new ConfigurationBuilder()
                .AddInMemoryCollection(variables.ToDictionary(pair => pair.Name.Replace("__", ":"), pair => (string?)pair.Value))
                .Build(),
            _folder.FullName
        );

    private IReadOnlyList<string> Problems(string[] arguments, params (string Name, string Value)[] variables) =>
        Assert.Throws<SettingsException>(() => Read(arguments, variables)).Problems;
}
