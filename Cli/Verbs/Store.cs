using System.CommandLine;
using Sweep.Cli.Verbs.Stores;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep store</c>: where sweeps are kept.</summary>
public static class Store
{
    public static Command Create(TimeProvider time) =>
        new("store", "Move or back up what is kept of sweeps") { StoreCopyVerb.Create(time), StoreCollect.Create(time) };
}
