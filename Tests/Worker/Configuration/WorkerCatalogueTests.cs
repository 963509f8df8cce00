using Microsoft.Extensions.Configuration;
using Sweep.Contracts.Messages;
using Sweep.Hosting.Configuration;
using Sweep.Worker.Configuration;
using Sweep.Worker.Messaging;

namespace Sweep.Tests.Worker.Configuration;

public sealed class WorkerCatalogueTests
{
    [Fact]
    public void Read_Nothing_IsOneSlotForTheBrokerHere()
    {
        var settings = Read();
        Assert.Equal(WorkerSettings.Default, settings);
        Assert.Equal((1, "auto", EngineChoice.Train, true), (settings.Slots, settings.Device, settings.Engine, settings.Pull));
        Assert.Equal((true, true), (settings.Deterministic, settings.Examine));
        Assert.Equal(["localhost"], settings.Broker.Hosts);
    }

    [Fact]
    public void Read_Flags_AreTaken()
    {
        var settings = Read(
            "--name",
            "gpu-7",
            "--slots",
            "4",
            "--threads",
            "2",
            "--device",
            "cuda:1",
            "--engine",
            "noop:50",
            "--checkpoints",
            "/mnt/c",
            "--data",
            "/a,/b",
            "--pull=false",
            "--deterministic=false",
            "--examine=false",
            "--heartbeat",
            "2s",
            "--grace",
            "90s",
            "--reserve-memory",
            "2GiB",
            "--broker-hosts",
            "mq1,mq2:5673",
            "--log-format",
            "json"
        );
        Assert.Equal(
            ("gpu-7", 4, 2, "cuda:1", "/mnt/c", false),
            (settings.Name, settings.Slots, settings.ThreadsPerSlot, settings.Device, settings.Checkpoints, settings.Pull)
        );
        Assert.Equal((false, false), (settings.Deterministic, settings.Examine));
        Assert.Equal(new EngineChoice(true, TimeSpan.FromMilliseconds(50)), settings.Engine);
        Assert.Equal(["/a", "/b"], settings.Data);
        Assert.Equal(
            (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(90), 2L << 30),
            (settings.Heartbeat, settings.Grace, settings.ReserveMemory)
        );
        Assert.Equal(["mq1", "mq2:5673"], settings.Broker.Hosts);
    }

    [Fact]
    public void Read_NoThreads_SharesTheCores() =>
        Assert.Equal(Math.Max(1, Environment.ProcessorCount / 3), Read("--slots", "3").ThreadsPerSlot);

    [Theory]
    [InlineData("--slots 5 --threads 1000", "slots and threads: 5 times 1000 threads are 5000; expected 4096 or fewer")]
    [InlineData("--slots 0", "--slots: expected a whole number from 1 to 10000, found '0'")]
    [InlineData("--engine nop", "--engine: expected train, noop, or noop:MILLISECONDS for each epoch, found 'nop'")]
    [InlineData("--engine noop:-1", "--engine: expected train, noop, or noop:MILLISECONDS for each epoch, found 'noop:-1'")]
    [InlineData("--name a/b", "name: expected 1 to 100 letters, digits, '.', '_' and '-', found 'a/b'")]
    [InlineData("--heartbeat 2m", "heartbeat: expected at most 1m, or the coordinator takes the worker for lost")]
    [InlineData("--slot 4", "--slot: is not known, did you mean --slots?")]
    public void Read_Unacceptable_SaysWhereAndWhatWouldDo(string flags, string problem) =>
        Assert.Contains(problem, Assert.Throws<SettingsException>(() => Read(flags.Split(' '))).Problems);

    [Fact]
    public void Read_PasswordFromAVariable_IsNotShown()
    {
        var settings = SettingsReader.Read(
            WorkerCatalogue.Instance,
            [],
            new ConfigurationBuilder().AddInMemoryCollection([new("SWEEP_BROKER:PASSWORD", "hunter2")]).Build(),
            Path.GetTempPath()
        );
        Assert.Equal("hunter2", settings.Broker.Password?.Value);
        Assert.DoesNotContain("hunter2", settings.ToString(), StringComparison.Ordinal);
        Assert.Throws<SettingsException>(() => Read("--broker-password", "hunter2"));
    }

    [Theory]
    [InlineData("train")]
    [InlineData("noop")]
    [InlineData("noop:250")]
    [InlineData("noop@/tmp/steps")]
    [InlineData("train@/tmp/a@b")]
    public void Engine_Text_IsReadBack(string text) => Assert.Equal(text, EngineChoice.Parse(text)!.ToString());

    [Fact]
    public void IdOf_SameName_IsNeverTheSame()
    {
        var ids = Enumerable.Range(0, 100).Select(_ => WorkerOptions.IdOf("m")).ToHashSet();
        Assert.Equal(100, ids.Count);
        Assert.All(ids, id => Assert.StartsWith($"m-{Environment.ProcessId}-", id, StringComparison.Ordinal));
        Assert.True(QueueNames.Worker(WorkerOptions.IdOf(new string('x', 100))).Length < 255);
    }

    [Fact]
    public void Read_FileExampleOfTheHelp_IsAccepted()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, WorkerCatalogue.Instance.FileExample);

        Assert.NotNull(Read("--config", file));
        File.Delete(file);
    }

    private static WorkerSettings Read(params string[] flags) =>
        SettingsReader.Read(WorkerCatalogue.Instance, flags, new ConfigurationBuilder().Build(), Path.GetTempPath());
}
