using Sweep.Hosting.Configuration;

namespace Sweep.Tests.Hosting.Configuration;

public sealed class SweepProgramTests
{
    [Fact]
    public async Task RunAsync_Settings_ReachTheProgramAndItsExitCodeIsReturned() =>
        Assert.Equal((7, ""), await RunAsync(settings => Task.FromResult(settings.Slots), "--slots", "7"));

    [Fact]
    public async Task RunAsync_WrongSettings_AreListedAndTheProgramDoesNotRun() =>
        Assert.Equal(
            (SweepProgram.BadInput, "sample: --slots: is given twice\nsample: --colour: is not known (sample --help lists what is)\n"),
            await RunAsync(_ => throw new InvalidOperationException(), "--slots", "1", "--slots", "2", "--colour")
        );

    [Fact]
    public async Task RunAsync_ProgramRefusesItsSettings_ListsTheProblems() =>
        Assert.Equal(
            (SweepProgram.BadInput, "sample: device: a\nsample: device: b\n"),
            await RunAsync(_ => throw new SettingsException(["device: a", "device: b"]))
        );

    [Fact]
    public async Task RunAsync_Fault_IsOneLine() =>
        Assert.Equal(
            (SweepProgram.Fault, "sample: one two [InvalidOperationException]\n"),
            await RunAsync(_ => throw new InvalidOperationException("one\ntwo"))
        );

    private static async Task<(int Code, string Error)> RunAsync(Func<SampleSettings, Task<int>> run, params string[] arguments)
    {
        using var error = new StringWriter { NewLine = "\n" };
        var code = await SweepProgram.RunAsync(SweepProgram.Create(SampleSettings.Catalogue, run), arguments, TextWriter.Null, error);
        return (code, error.ToString());
    }
}
