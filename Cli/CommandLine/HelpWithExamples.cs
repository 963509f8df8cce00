using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Sweep.Cli.CommandLine;

/// <summary>The usual help, and below it the verb's examples; the program's own is <see cref="RootHelp"/>.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        if (parseResult.CommandResult.Command is RootCommand root)
        {
            RootHelp.Write(root, parseResult.InvocationConfiguration.Output);
            return ExitCode.Completed;
        }

        usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is Verb { Examples: { Count: > 0 } examples })
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        return ExitCode.Completed;
    }
}
