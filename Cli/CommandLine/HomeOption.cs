using System.CommandLine;

namespace Sweep.Cli.CommandLine;

/// <summary><c>--home DIR</c>, of the verbs that read or write what <c>sweep</c> keeps.</summary>
internal sealed class HomeOption : Option<string?>
{
    public HomeOption()
        : base("--home")
    {
        Description = "Folder with the store, checkpoints, data and reports [default: SWEEP_HOME, else ~/.local/share/sweep]";
        HelpName = "DIR";
    }

    public SweepHome Resolve(ParseResult parsed) => SweepHome.Resolve(parsed.GetValue(this));
}
