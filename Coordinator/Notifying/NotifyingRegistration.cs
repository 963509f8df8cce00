using Microsoft.Extensions.DependencyInjection;
using Sweep.Coordinator.Dispatch;

namespace Sweep.Coordinator.Notifying;

/// <summary>Adds this folder to a host with <see cref="DispatchRegistration.AddDispatch"/>, before it: what dispatch decides last is told too.</summary>
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
