using System.Collections;
using System.Reflection;

namespace Sweep.Hosting.Configuration;

/// <summary>What every server program does around its work: settings, help, version, and one line for whatever goes wrong.</summary>
public static class SweepProgram
{
    /// <summary>The settings cannot be accepted.</summary>
    public const int BadInput = 2;

    /// <summary>A fault of the program or of the machine (EX_SOFTWARE of sysexits.h).</summary>
    public const int Fault = 70;

    /// <summary>Reads the settings and runs the program with them; returns its exit code.</summary>
    public static async Task<int> RunAsync<TSettings>(
        ProgramCatalogue<TSettings> catalogue,
        IReadOnlyList<string> arguments,
        Func<TSettings, Task<int>> run
    )
        where TSettings : class
    {
        if (arguments.Any(argument => argument is "--help" or "-h"))
        {
            Console.Out.Write(HelpText.Of(catalogue));
            return 0;
        }

        if (arguments.Contains("--version"))
        {
            Console.Out.WriteLine(
                Assembly.GetEntryAssembly()!.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion
            );
            return 0;
        }

        TSettings settings;
        try
        {
            settings = SettingsReader.Read(catalogue, arguments, Variables(), Environment.CurrentDirectory);
        }
        catch (SettingsException refusal)
        {
            foreach (var problem in refusal.Problems)
                Console.Error.WriteLine($"{catalogue.Name}: {problem}");
            return BadInput;
        }

        try
        {
            return await run(settings).ConfigureAwait(false);
        }
        catch (SettingsException refusal)
        {
            Console.Error.WriteLine($"{catalogue.Name}: {refusal.Message}");
            return BadInput;
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine($"{catalogue.Name}: {exception.Message.ReplaceLineEndings(" ")} [{exception.GetType().Name}]");
            return Fault;
        }
    }

    /// <summary>The environment's.</summary>
    public static IReadOnlyDictionary<string, string> Variables() =>
        Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");
}
