// MSBuild compiles this file against .NET Standard 2.0.
#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies TorchSharp's bridge to libtorch (libLibTorchSharp.so) into the build's own output and, where the system's libstdc++ is
/// older than the one that the bridge was built with, makes the copy load there.
/// </summary>
/// <remarks>
/// A shared library lists the symbol versions that it needs (.gnu.version_r), and the loader refuses it when one of them is missing.
/// GCC 13's headers mention std::ios_base_library_init(), version GLIBCXX_3.4.32, in every file that includes iostream, only to
/// demand a library that new; nothing calls it. A version that no relocation refers to can be marked as weak (VER_FLG_WEAK, Linux
/// Standard Base, "Symbol Version Requirements"): the loader then goes on without it. That is one bit in the copy. A version that
/// something does refer to is an error here instead of one at run time.
/// </remarks>
public sealed class TorchBridge : Task
{
    private const uint RelocationSection = 4;
    private const uint DynamicSymbolSection = 11;
    private const uint VersionNeedSection = 0x6ffffffe;
    private const uint VersionSection = 0x6fffffff;
    private const int SymbolSize = 24;
    private const int RelocationSize = 24;
    private const ushort Weak = 2;

    private byte[] file = Array.Empty<byte>();
    private List<Section> sections = new();

    /// <summary>The bridge of the TorchSharp package.</summary>
    [Required]
    public string Bridge { get; set; } = "";

    /// <summary>Where the copy goes; a line about it goes beside it, with .txt appended.</summary>
    [Required]
    public string Output { get; set; } = "";

    /// <summary>A folder to look for the system's libraries in. By default they are those that this process has loaded.</summary>
    public string Libraries { get; set; } = "";

    public override bool Execute()
    {
        try
        {
            file = File.ReadAllBytes(Bridge);
            ReadSections();
            var weakened = Weaken();
            var line =
                weakened.Count == 0
                    ? "TorchSharp's bridge is used as it comes"
                    : $"TorchSharp's bridge is adapted to this system's libstdc++, which lacks {string.Join(", ", weakened)}";
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Output))!);
            Replace(Output + ".txt", Encoding.UTF8.GetBytes(line + "\n"));
            Replace(Output, file);
            Log.LogMessage(MessageImportance.High, line);
        }
        catch (NotSupportedException problem)
        {
            Log.LogError(
                $"{Bridge} cannot be used on this system: {problem.Message} TorchSharp needs glibc 2.34 or later on x86-64 "
                    + "(Debian 12, Ubuntu 22.04, RHEL 9 or newer); with a later version of TorchSharp, try Debian 13 or Ubuntu 24.04."
            );
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Log.LogError($"TorchSharp's bridge could not be copied: {problem.Message}");
        }

        return !Log.HasLoggedErrors;
    }

    /// <summary>Other projects of the same build may do the same at this moment: each writes a file of its own and renames it.</summary>
    private static void Replace(string path, byte[] bytes)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}";
        File.WriteAllBytes(temporary, bytes);
        if (File.Exists(path))
        {
            File.Replace(temporary, path, null);
        }
        else
        {
            File.Move(temporary, path);
        }
    }

    /// <summary>Marks as weak what the system lacks and nothing refers to.</summary>
    /// <returns>The names of these versions.</returns>
    private List<string> Weaken()
    {
        var needs = Only(VersionNeedSection);
        var names = sections[(int)needs.Link];
        var weakened = new List<string>();
        for (long need = needs.Offset, next = -1; next != 0; need += next)
        {
            next = UInt32(need + 12);
            var library = Text(names, UInt32(need + 4));
            string? provided = null;
            for (long entry = need + UInt32(need + 8), following = -1; following != 0; entry += following)
            {
                following = UInt32(entry + 12);
                var version = Text(names, UInt32(entry + 8));
                provided ??= Encoding.GetEncoding("ISO-8859-1").GetString(File.ReadAllBytes(PathOf(library)));
                if (provided.IndexOf(version + '\0', StringComparison.Ordinal) >= 0)
                {
                    continue;
                }

                var index = UInt16(entry + 6);
                if (ReferredTo(index) is { } symbol)
                {
                    throw new NotSupportedException($"it calls {symbol} of version {version}, which {PathOf(library)} lacks.");
                }

                BitConverter.GetBytes((ushort)(UInt16(entry + 4) | Weak)).CopyTo(file, entry + 4);
                weakened.Add(version);
            }
        }

        return weakened;
    }

    /// <summary>A symbol of this version that the loader will look for; null when there is none.</summary>
    private string? ReferredTo(ushort version)
    {
        var symbols = Only(DynamicSymbolSection);
        var versions = Only(VersionSection);
        foreach (var table in sections.Where(section => section.Type == RelocationSection))
        {
            for (var relocation = table.Offset; relocation < table.Offset + table.Size; relocation += RelocationSize)
            {
                var symbol = UInt32(relocation + 12);
                if (symbol != 0 && UInt16(versions.Offset + (symbol * 2)) == version)
                {
                    return Text(sections[(int)symbols.Link], UInt32(symbols.Offset + (symbol * SymbolSize)));
                }
            }
        }

        return null;
    }

    private string PathOf(string library)
    {
        if (Libraries != "")
        {
            return Path.Combine(Libraries, library);
        }

        // The .NET runtime is itself linked with all of them, so what it has loaded is what the product will get. The name of the
        // file may be longer, such as libstdc++.so.6.0.30.
        return File.ReadLines("/proc/self/maps")
                .Select(line => line.Substring(line.LastIndexOf(' ') + 1))
                .FirstOrDefault(path => Path.GetFileName(path).StartsWith(library, StringComparison.Ordinal))
            ?? throw new NotSupportedException($"it needs {library}, which the .NET runtime here does not use.");
    }

    /// <summary>The section headers of a 64-bit little-endian ELF file (System V ABI, chapter 4).</summary>
    private void ReadSections()
    {
        if (file.Length < 64 || UInt32(0) != 0x464c457f || file[4] != 2 || file[5] != 1)
        {
            throw new NotSupportedException("it is not a 64-bit library for Linux.");
        }

        var start = Int64(40);
        sections = Enumerable
            .Range(0, UInt16(60))
            .Select(number =>
            {
                var header = start + (number * UInt16(58));
                return new Section
                {
                    Type = UInt32(header + 4),
                    Offset = Int64(header + 24),
                    Size = Int64(header + 32),
                    Link = UInt32(header + 40),
                };
            })
            .ToList();
    }

    private Section Only(uint type) =>
        sections.Find(section => section.Type == type) ?? throw new NotSupportedException($"it has no section of type {type:x}.");

    private ushort UInt16(long offset) => BitConverter.ToUInt16(file, (int)offset);

    private uint UInt32(long offset) => BitConverter.ToUInt32(file, (int)offset);

    private long Int64(long offset) => BitConverter.ToInt64(file, (int)offset);

    private string Text(Section strings, uint offset)
    {
        var start = (int)(strings.Offset + offset);
        return Encoding.ASCII.GetString(file, start, Array.IndexOf(file, (byte)0, start) - start);
    }

    private sealed class Section
    {
        public uint Type;
        public long Offset;
        public long Size;

        /// <summary>The number of the section with its names.</summary>
        public uint Link;
    }
}
