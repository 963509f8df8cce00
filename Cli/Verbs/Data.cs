using System.CommandLine;
using Sweep.Cli.Verbs.DataSets;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep data</c>: the data sets and published weights that sweeps train on and start from.</summary>
public static class Data
{
    public static Command Create() =>
        new("data", "List, download and check data sets and published weights")
        {
            DataList.Create(),
            DataPull.Create(),
            DataVerify.Create(),
        };
}
