namespace Sweep.Tests.Kubernetes.Reading;

/// <summary>All that can be put together: the overlays, and every choice of broker and store, way in and GPU with all else, and each thing alone.</summary>
internal static class Installations
{
    /// <summary>In the order of an overlay's list.</summary>
    private static readonly string[] _others = ["data", "monitoring", "network-policies", "keda", "quota", "spot", "doctor"];

    private static readonly string[][] _connections =
    [
        ["rabbitmq"],
        ["rabbitmq", "mongodb"],
        ["external"],
        ["rabbitmq", "s3"],
        ["standby", "external", "s3"],
    ];
    private static readonly string[][] _ways =
    [
        [],
        ["open"],
        ["open", "ingress"],
        ["open", "load-balancer"],
    ];
    private static readonly string[][] _devices =
    [
        [],
        ["gpu"],
        ["gpu", "gpu-mig"],
        ["gpu", "gpu-shared"],
    ];

    public static IReadOnlyList<string> Overlays { get; } = ["overlays/trial", "overlays/trial-mongodb", "overlays/cluster"];

    /// <summary>Lists of components over the base.</summary>
    private static readonly string[][] _combinations =
    [
        .. from connection in _connections
        from way in _ways
        from device in _devices
        select (string[])[.. connection, .. way, .. device, .. _others],
        .. from connection in _connections select connection,
        .. from way in _ways select (string[])["rabbitmq", .. way],
        .. from device in _devices select (string[])["rabbitmq", .. device],
        .. from other in _others select (string[])["rabbitmq", other],
    ];

    /// <summary>Looks at each of them; a failure says which one it is about.</summary>
    public static async Task EachAsync(Action<Manifests> look)
    {
        foreach (
            var (folder, components) in Overlays
                .Select(overlay => (overlay, (string[])[]))
                .Concat(_combinations.Select(components => ("base", components)))
        )
        {
            var manifests = await Kustomize.BuildAsync(folder, components);
            try
            {
                look(manifests);
            }
            catch (Xunit.Sdk.XunitException failure) when (failure is not Xunit.Sdk.SkipException)
            {
                Assert.Fail($"{folder} with {(components.Length == 0 ? "nothing" : string.Join(", ", components))}: {failure.Message}");
            }
        }
    }
}
