using System.Globalization;
using System.Text;
using Sweep.Tests.Cluster.Running;
using Sweep.Tests.Kubernetes.Reading;

namespace Sweep.Tests.Kubernetes.Images;

/// <summary>
/// A pod without Kubernetes: an image's files as a root that cannot be written, the manifest's volumes, user and variables, namespaces of its
/// own but for the network, no capabilities and none to be had. By bubblewrap, Debian's package.
/// </summary>
internal sealed class Sandbox(Manifests manifests, string folder)
{
    private const string Program = "bwrap";

    public static void SkipWhereNone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/bwrap"), "Needs bubblewrap: ./build/packages.sh bubblewrap.");
        using var probe = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(Program, ["--unshare-user", "--unshare-pid", "--ro-bind", "/", "/", "true"])
            {
                RedirectStandardError = true,
            }
        )!;
        probe.WaitForExit();
        Assert.SkipUnless(probe.ExitCode == 0, "Needs user namespaces, which this system does not allow.");
    }

    /// <summary>The volume of that claim, or of that name in a workload, as a folder here.</summary>
    public string Volume(string name) => Directory.CreateDirectory(Path.Combine(folder, "volumes", name)).FullName;

    /// <summary>Runs a workload's only container; the process that is returned is bubblewrap's, and ends with it.</summary>
    /// <param name="variables">In place of the manifest's.</param>
    public ClusterProcess Start(Image image, Workload workload, IReadOnlyDictionary<string, string> variables)
    {
        var container = workload.Container;
        var file = Dockerfile.Read(
            container["image"]!.GetValue<string>().Contains("coordinator", StringComparison.Ordinal)
                ? "coordinator.Dockerfile"
                : "worker.Dockerfile"
        );
        var user = workload.Pod["securityContext"]!["runAsUser"]!.ToString();
        var group = workload.Pod["securityContext"]!["runAsGroup"]!.ToString();
        List<string> arguments =
        [
            Program,
            "--die-with-parent",
            "--new-session",
            "--as-pid-1",
            "--unshare-user",
            "--unshare-pid",
            "--unshare-ipc",
            "--unshare-uts",
            "--hostname",
            workload.Name + "-0",
            "--uid",
            user,
            "--gid",
            group,
            "--cap-drop",
            "ALL",
            "--clearenv",
            "--ro-bind",
            image.Root,
            "/",
            "--ro-bind",
            Path.Combine(Image.Runtime, "host"),
            "/usr/share/dotnet/host",
            "--ro-bind",
            Path.Combine(Image.Runtime, "shared"),
            "/usr/share/dotnet/shared",
            "--proc",
            "/proc",
            "--dev",
            "/dev",
        ];
        foreach (var mount in workload.Mounts.OrderBy(mount => mount["mountPath"]!.GetValue<string>().Length))
        {
            var path = mount["mountPath"]!.GetValue<string>();
            image.MakeFolder(path);
            var (volume, _, isWritable) = workload.Locate(path)!.Value;
            arguments.AddRange([isWritable ? "--bind" : "--ro-bind", Find(workload, mount["name"]!.GetValue<string>(), volume), path]);
        }

        foreach (
            var (name, value) in Environment(file)
                .Concat(workload.Container["envFrom"] is null ? [] : workload.Variables(manifests))
                .Concat(variables)
                .GroupBy(variable => variable.Key)
                .Select(same => same.Last())
        )
        {
            arguments.AddRange(["--setenv", name, value]);
        }

        arguments.AddRange(["--chdir", file.Last.Of("WORKDIR").Last(), "--"]);
        var entry =
            Texts(container["command"])
            ?? file.Last.Of("ENTRYPOINT").Last().Trim('[', ']').Split(',').Select(word => word.Trim(' ', '"')).ToList();
        return ClusterProcess.Start(entry[0], [.. entry[1..], .. Texts(container["args"]) ?? []], wrapper: [.. arguments]);
    }

    /// <summary>The program inside, as this system counts; 0 before it began.</summary>
    public static int Inside(ClusterProcess process)
    {
        var path = $"/proc/{process.Id}/task/{process.Id}/children";
        return File.Exists(path) && int.TryParse(File.ReadAllText(path).Trim(), CultureInfo.InvariantCulture, out var id) ? id : 0;
    }

    private string Find(Workload workload, string name, System.Text.Json.Nodes.JsonNode? volume)
    {
        if (volume?["persistentVolumeClaim"]?["claimName"]?.GetValue<string>() is { } claim)
            return Volume(claim);
        if (volume is null)
            return Volume($"{name}-{workload.Name}-0");
        var place = Volume($"{workload.Name}-{name}");
        if (volume["secret"]?["secretName"]?.GetValue<string>() is { } secret)
        {
            foreach (var (key, value) in Manifest.Strings(manifests.Find("Secret", secret).Json["data"]))
                File.WriteAllBytes(Path.Combine(place, key), Convert.FromBase64String(value));
        }

        return place;
    }

    /// <summary>The image's own.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Environment(Dockerfile file) =>
        from line in file.Last.Of("ENV")
        from pair in line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        select KeyValuePair.Create(pair.Split('=', 2)[0], pair.Split('=', 2)[1]);

    private static List<string>? Texts(System.Text.Json.Nodes.JsonNode? list) =>
        list?.AsArray().Select(text => text!.GetValue<string>()).ToList();

    /// <summary>A value of a secret.</summary>
    public string Secret(string name, string key)
    {
        var secret = Assert.Single(manifests.OfKind("Secret"), secret => secret.Name.StartsWith(name + "-", StringComparison.Ordinal));
        return Encoding.UTF8.GetString(Convert.FromBase64String(Manifest.Strings(secret.Json["data"])[key]));
    }
}
