using System.CommandLine;
using Sweep.Worker.Data;

namespace Sweep.Cli.CommandLine;

/// <summary><c>--data DIR</c>: further folders to look for data sets and weights in.</summary>
public sealed class DataOption : Option<string[]>
{
    public DataOption()
        : base("--data")
    {
        Description = "Folder to look for data sets and weights in, before SWEEP_DATA and the home; may be given again";
        HelpName = "DIR";
    }

    /// <summary>All folders to look in, and the home's to write to.</summary>
    public DataFolders Folders(ParseResult parsed, SweepHome home) =>
        DataFolders.From(parsed.GetValue(this) ?? [], Environment.GetEnvironmentVariable(DataFolders.Variable), home.Folder);
}
