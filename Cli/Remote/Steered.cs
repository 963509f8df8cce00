using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Completion;
using Sweep.Cli.Connecting;
using Sweep.Client;
using Sweep.Client.Errors;
using Sweep.Coordinator.Api.InProcess;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;

namespace Sweep.Cli.Remote;

/// <summary>The choice of the verbs that steer: a coordinator, or a home in which nothing runs.</summary>
internal sealed class Steered(TimeProvider time)
{
    private readonly HomeOption _home = new()
    {
        Description = "Steer the sweeps in this home, in which no process may run, instead of a coordinator's",
    };
    private readonly ConnectionOptions _cluster = new();

    public void AddTo(Command verb, Argument name)
    {
        verb.Add(_home);
        _cluster.AddTo(verb);
        name.SweepNames(_cluster);
        verb.Validators.Add(result =>
        {
            if (result.GetResult(_home) is not null && _cluster.Given(result) is { } other)
                result.AddError($"--home and {other.Name}: expected one of them.");
        });
    }

    public bool IsHome(ParseResult parsed) => parsed.GetResult(_home) is not null;

    /// <exception cref="BadInputException">The home has no sweeps.</exception>
    /// <exception cref="HomeException">A process runs them.</exception>
    public async Task<T> WithAsync<T>(ParseResult parsed, Func<CoordinatorClient, Task<T>> call, CancellationToken cancellation)
    {
        if (!IsHome(parsed))
        {
            using var cluster = new CoordinatorClient(_cluster.Resolve(parsed));
            return await call(cluster);
        }

        var (home, at) = (_home.Resolve(parsed), StoreOptions.Default);
        if (!at.IsThere(home))
            throw new BadInputException($"There are no sweeps in {home.Folder}.");
        using var held = HomeLock.Take(home);
        try
        {
            await using var keeper = await LedgerKeeper.OpenAsync(
                await at.OpenAsync(home, readOnly: false, cancellation),
                KeeperOptions.Default,
                time,
                cancellation
            );
            await using var services = HomeApi.Steering(keeper, time);
            using var server = new CoordinatorClient(services);
            return await call(server);
        }
        catch (SweepStoreException error)
        {
            throw new BadInputException(error.Message);
        }
    }
}
