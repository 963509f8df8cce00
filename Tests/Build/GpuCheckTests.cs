using System.Diagnostics;

namespace Sweep.Tests.Build;

/// <summary>build/gpu-check.sh around programs that are made for this: what it runs, and what it makes of their ends.</summary>
public sealed class GpuCheckTests : IDisposable
{
    private const string Tables = """
        ## several processes on the device
        | a | b |
        ## images a second
        | training | sweep |
        |---|---|
        | vgg16 | 1 |
        {"benchmark":"images a second"}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("sweep-gpu-check-").FullName;

    public GpuCheckTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It is a shell script.");
        var script = SourceTree.Read("GpuCheck");
        File.Copy(script, Path.Combine(_folder, "gpu-check.sh"));
        Directory.CreateDirectory(Path.Combine(_folder, "programs"));
        Directory.CreateDirectory(Path.Combine(_folder, "torch"));
        File.WriteAllText(Path.Combine(_folder, "torch", "libtorch_cpu.so"), "");
        Put("sweep", "exit 0");
        Put("Worker.Tests", "exit 0");
        Put("Performance", $"cat <<'END'\n{Tables}\nEND");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Script_AllGoesWell_RunsAllPartsOnTheDeviceAndShowsTheTableLast()
    {
        var (code, said) = await RunAsync("--libtorch", "torch", "--device", "cuda:1");

        Assert.True(code == 0, said);
        Assert.Equal(
            [
                $"sweep doctor --home {_folder}/gpu-check-report/home --device cuda:1",
                "Worker.Tests -noLogo -noColor -trait Device=any",
                "Performance gpu cuda:1 -",
            ],
            Calls()
                .Select(call => call.Split(" -xml")[0])
                .Select(call => call.StartsWith("Performance", StringComparison.Ordinal) ? string.Join(' ', call.Split(' ')[..4]) : call)
        );
        Assert.EndsWith(" full", Calls()[2], StringComparison.Ordinal);
        Assert.Equal([$"cuda:1 {_folder}/torch"], File.ReadAllLines(Path.Combine(_folder, "variables")));
        var end = said[said.IndexOf("=== reports in", StringComparison.Ordinal)..];
        Assert.Contains("| vgg16 | 1 |", end, StringComparison.Ordinal);
        Assert.DoesNotContain("several processes", end, StringComparison.Ordinal);
        Assert.Matches(@"doctor +\d+ s  ok\s+tests +\d+ s  ok\s+speed +\d+ s  ok\s*$", end);
    }

    [Theory]
    [InlineData("sweep", "doctor")]
    [InlineData("Worker.Tests", "tests")]
    [InlineData("Performance", "speed")]
    public async Task Script_OnePartFails_NotesItAndGoesOn(string program, string part)
    {
        Put(program, "exit 3");

        var (code, said) = await RunAsync("--libtorch", "torch", "--device", "cpu");

        Assert.Equal(1, code);
        Assert.Equal(3, Calls().Length);
        Assert.EndsWith(" small", Calls()[2], StringComparison.Ordinal);
        Assert.Matches($@"(?m)^{part} +\d+ s  FAILED: exit code 3$", said);
        Assert.Equal(2, said.Split("s  ok").Length - 1);
    }

    [Fact]
    public async Task Script_PythonHasTorch_TakesItsLibtorchAndComparesWithIt()
    {
        var python = Path.Combine(_folder, "python");
        Executable(python, $"echo 2.10.0+cu128 '{_folder}/torch'");

        var (code, said) = await RunAsync("--python", python);

        Assert.True(code == 0, said);
        Assert.Contains($"Performance gpu cuda:0 {python} ", Calls()[2], StringComparison.Ordinal);
        Assert.Contains("PyTorch to compare with: 2.10.0+cu128", said, StringComparison.Ordinal);
        Assert.Equal([$"cuda:0 {_folder}/torch"], File.ReadAllLines(Path.Combine(_folder, "variables")));
    }

    [Theory]
    [InlineData("no libtorch: name a folder")]
    [InlineData("--device wants a value", "--device")]
    [InlineData("--libtorch  folder with libtorch_cpu.so", "--what")]
    public async Task Script_CannotBegin_SaysWhy(string said, params string[] arguments)
    {
        var (code, all) = await RunAsync(arguments);

        Assert.Equal(2, code);
        Assert.Contains(said, all, StringComparison.Ordinal);
        Assert.Empty(Calls());
    }

    private string[] Calls() => File.Exists(Path.Combine(_folder, "calls")) ? File.ReadAllLines(Path.Combine(_folder, "calls")) : [];

    /// <summary>A program that notes how it was called; the tests' also what it was told by variables.</summary>
    private void Put(string name, string script) =>
        Executable(
            Path.Combine(_folder, "programs", name),
            $"echo {name} \"$@\" >>'{_folder}/calls'\n{(name == "Worker.Tests" ? $"echo \"$SWEEP_TEST_DEVICE $LD_LIBRARY_PATH\" >'{_folder}/variables'" : "")}\n{script}"
        );

    private static void Executable(string path, string script)
    {
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        string[] python = arguments.Contains("--python") ? [] : ["--python", "none"];
        var start = new ProcessStartInfo("bash", [Path.Combine(_folder, "gpu-check.sh"), .. python, .. arguments])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("LD_LIBRARY_PATH");
        using var process = Process.Start(start)!;
        var said = Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)
        );
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, string.Concat(await said));
    }
}
