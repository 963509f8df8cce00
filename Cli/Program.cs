using Sweep.Cli.CommandLine;
using Sweep.Cli.Verbs;

return await Invocation.InvokeAsync(AllVerbs.Create(TimeProvider.System), args);
