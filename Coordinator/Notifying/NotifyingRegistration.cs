using Microsoft.Extensions.DependencyInjection;
using Sweep.Coordinator.Dispatch;

namespace Sweep.Coordinator.Notifying;

/// <summary>
/// Registers this folder's services. Call it before <see cref="DispatchRegistration.AddDispatch"/>, so that the last decisions of dispatch
/// are still delivered.
/// </summary>
public static class NotifyingRegistration
{
    public static IServiceCollection AddNotifying(this IServiceCollection services, NotifyOptions options) =>
        services
            .AddSingleton(options)
            .AddSingleton<WebhookPolicy>()
            .AddSingleton<WebhookClient>()
            .AddSingleton<NoticeDesk>()
            .AddHostedService<NotificationService>();
}
