using System.CommandLine;
using Microsoft.Extensions.Configuration;

namespace Sweep.Hosting.Configuration;

/// <summary>
/// Does what every server program does around its work: settings, verbs, help, version, and one line for whatever goes wrong.
/// </summary>
public static class SweepProgram
{
    /// <summary>Exit code: the settings cannot be accepted.</summary>
    public const int BadInput = 2;

    /// <summary>Exit code: a fault of the program or of the machine (EX_SOFTWARE of sysexits.h).</summary>
    public const int Fault = 70;

    /// <summary>Makes the command of a program.</summary>
    /// <param name="run">Runs the program with the settings it reads; returns the exit code.</param>
    /// <param name="verbs">What it can do instead.</param>
    public static Command Create<TSettings>(
        ProgramCatalogue<TSettings> catalogue,
        Func<TSettings, Task<int>> run,
        params IEnumerable<Command> verbs
    )
        where TSettings : class
    {
        var program = ProgramCommand.Create(
            catalogue.Name,
            $"{catalogue.Summary}\n\nA setting comes from the file, from a variable or from a flag; the flag wins over the variable, and that over the file.",
            catalogue.HelpEnd,
            parsed => run(SettingsReader.Read(catalogue, parsed))
        );
        program.AddSettings(catalogue);
        program.Add(new VersionOption());
        foreach (var verb in verbs)
            program.Add(verb);
        return program;
    }

    /// <summary>Parses the command line and does what it asks for; returns the exit code.</summary>
    /// <param name="output">Null for the console's.</param>
    /// <param name="error">Null for the console's.</param>
    public static Task<int> RunAsync(
        Command program,
        IReadOnlyList<string> arguments,
        TextWriter? output = null,
        TextWriter? error = null
    ) =>
        program
            .Parse(arguments, Parsing)
            .InvokeAsync(
                new InvocationConfiguration
                {
                    Output = output ?? Console.Out,
                    Error = error ?? Console.Error,
                    EnableDefaultExceptionHandler = false,
                    // The programs handle signals themselves.
                    ProcessTerminationTimeout = null,
                }
            );

    /// <summary>The environment's variables. Two underscores in a name lead into a section.</summary>
    public static IConfiguration Variables() => new ConfigurationBuilder().AddEnvironmentVariables().Build();

    /// <summary>Takes each argument as it is: none stands for several, or for a file of further ones.</summary>
    internal static ParserConfiguration Parsing => new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };
}
