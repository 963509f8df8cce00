using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sweep.Coordinator.Api.Questions;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Study.Tables;
using Sweep.Coordinator.Watching;

namespace Sweep.Coordinator.Api;

/// <summary>Adds the services of <c>sweep.v1</c> over a store. Whether sweeps can be changed, and whether there are workers, depends on what is added beside it.</summary>
public static class QuestionsRegistration
{
    /// <summary>
    /// Needs a ledger (<see cref="LedgerRegistration"/>) alone. After <see cref="SteeringRegistration.AddSteering"/> sweeps can be changed, after
    /// <see cref="DispatchRegistration.AddDispatch"/> there are workers too.
    /// </summary>
    public static IServiceCollection AddQuestions(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IClusterState, NoClusterState>();
        services.TryAddSingleton<SweepFinder>();
        return services
            .AddWatching()
            .AddSingleton<SweepsService>()
            .AddSingleton<WorkersService>()
            .AddSingleton<ResultTables>()
            .AddSingleton<StageNodes>()
            .AddSingleton<ResultsService>();
    }
}
