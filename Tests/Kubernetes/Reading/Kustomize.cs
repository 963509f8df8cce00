using System.Collections.Concurrent;
using System.Diagnostics;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Kubernetes.Reading;

/// <summary>What <c>kubectl kustomize</c> makes of the folders in k8s.</summary>
internal static class Kustomize
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<Manifests>>> _built = new(StringComparer.Ordinal);
    private static readonly Lazy<bool> _isThere = new(() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "kubectl")))
    );

    /// <summary>Each is built once; the test is skipped where there is no kubectl.</summary>
    /// <param name="components">Names of components that an overlay made for this adds, in this order.</param>
    public static Task<Manifests> BuildAsync(string folder, params string[] components)
    {
        Assert.SkipUnless(
            _isThere.Value,
            "Needs kubectl 1.32 or newer, which builds the manifests; Debian 12's is too old to know components."
        );
        return _built.GetOrAdd($"{folder} {string.Join(' ', components)}", _ => new(() => BuildNewAsync(folder, components))).Value;
    }

    private static async Task<Manifests> BuildNewAsync(string folder, string[] components)
    {
        var (code, text, error) =
            components.Length == 0
                ? await RunAsync(Path.Combine(Repository.Root, "k8s", folder))
                : await RunOverlayAsync(folder, components);
        // What is deprecated is said there, and is a failure too.
        Assert.True(
            code == 0 && error.Length == 0,
            $"kubectl kustomize {folder} with {string.Join(", ", components)} ended with {code}:\n{error}"
        );
        return Manifests.Parse(text);
    }

    private static async Task<(int Code, string Text, string Error)> RunOverlayAsync(string folder, string[] components)
    {
        // Roots are relative to a folder and to no link.
        var overlay = Directory.CreateTempSubdirectory("sweep-overlay-").FullName;
        try
        {
            string Relative(string path) => Path.GetRelativePath(overlay, Path.Combine(Repository.Root, "k8s", path));
            await File.WriteAllTextAsync(
                Path.Combine(overlay, "kustomization.yaml"),
                $"""
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                namespace: sweep
                labels:
                  - pairs: {"{"} app.kubernetes.io/part-of: sweep {"}"}
                    includeTemplates: true
                resources: ["{Relative(folder)}"]
                components: [{string.Join(", ", components.Select(component => $"\"{Relative($"components/{component}")}\""))}]
                """
            );
            return await RunAsync(overlay);
        }
        finally
        {
            Directory.Delete(overlay, recursive: true);
        }
    }

    private static async Task<(int Code, string Text, string Error)> RunAsync(string folder)
    {
        using var process = Process.Start(
            new ProcessStartInfo("kubectl", ["kustomize", folder]) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var (text, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await text, await error);
    }
}
