using System.CommandLine;
using Sweep.Cli.Verbs.Contexts;
using Sweep.Client.Connecting;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep context</c>: coordinators by name.</summary>
public static class Context
{
    public static Command Create() => Create(() => ConfigFile.OfUser(Environment.GetEnvironmentVariable));

    /// <param name="file">The file they are kept in, found when a verb runs.</param>
    public static Command Create(Func<ConfigFile> file) =>
        new("context", "Name coordinators, and choose the one that verbs speak with")
        {
            ContextList.Create(file),
            ContextShow.Create(file),
            ContextUse.Create(file),
            ContextAdd.Create(file),
            ContextRemove.Create(file),
        };
}
