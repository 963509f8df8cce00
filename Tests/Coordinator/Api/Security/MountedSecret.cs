namespace Sweep.Tests.Coordinator.Api.Security;

/// <summary>A secret as Kubernetes mounts it: each file is a link through <c>..data</c>, itself a link to a folder that each change replaces.</summary>
internal sealed class MountedSecret : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _version;

    public MountedSecret(params (string Key, string File)[] files)
    {
        Replace(files);
        foreach (var (key, _) in files)
            System.IO.File.CreateSymbolicLink(File(key), Path.Combine("..data", key));
    }

    public string File(string key) => _folder.File(key);

    /// <summary>All keys at once; one that is not given is gone, and its link leads nowhere.</summary>
    public void Replace(params (string Key, string File)[] files)
    {
        var version = $"..{++_version}";
        Directory.CreateDirectory(_folder.File(version));
        foreach (var (key, file) in files)
            System.IO.File.Copy(file, Path.Combine(_folder.File(version), key));
        System.IO.File.CreateSymbolicLink(_folder.File("..data_tmp"), version);
        // Onto a link to a folder no other call of .NET moves one.
        Assert.Equal(0, rename(_folder.File("..data_tmp"), _folder.File("..data")));
    }

    public void Dispose() => _folder.Dispose();

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "rename")]
    private static extern int rename(string from, string to);
}
