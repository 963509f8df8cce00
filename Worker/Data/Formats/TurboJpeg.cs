using System.Runtime.InteropServices;

namespace Sweep.Worker.Data.Formats;

/// <summary>Bindings to the decoder of libjpeg-turbo's TurboJPEG API (2.0 and later). The system's library is looked up once.</summary>
internal static unsafe class TurboJpeg
{
    public const int Rgb = 0;
    public const int AccurateDct = 4096;

    /// <summary>Aborts the decoding of progressive files with hundreds of scans, which take minutes per megabyte.</summary>
    public const int LimitScans = 32768;

    private static readonly string[] _libraryNames =
    [
        "libturbojpeg.so.0",
        "libturbojpeg.so",
        "libturbojpeg.0.dylib",
        "libturbojpeg.dylib",
        "turbojpeg.dll",
    ];
    private static readonly nint _library = _libraryNames
        .Select(name => NativeLibrary.TryLoad(name, out var handle) ? handle : 0)
        .FirstOrDefault(handle => handle != 0);

    /// <exception cref="DataException">The library is not installed.</exception>
    public static nint CreateDecompressor()
    {
        if (_library == 0)
        {
            throw new DataException(
                $"libjpeg-turbo is needed to read JPEG files and was not found as {string.Join(", ", _libraryNames)}. Debian and Ubuntu have it as libturbojpeg0, Fedora as turbojpeg, Homebrew as jpeg-turbo."
            );
        }

        var create = (delegate* unmanaged[Cdecl]<nint>)NativeLibrary.GetExport(_library, "tjInitDecompress");
        var handle = create();
        return handle != 0 ? handle : throw new InvalidOperationException("libjpeg-turbo could not make a decompressor.");
    }

    public static void Destroy(nint decompressor) =>
        ((delegate* unmanaged[Cdecl]<nint, int>)NativeLibrary.GetExport(_library, "tjDestroy"))(decompressor);

    /// <returns>Null on success, otherwise the error message.</returns>
    public static string? ReadHeader(nint decompressor, ReadOnlySpan<byte> jpeg, out int width, out int height)
    {
        var read = (delegate* unmanaged[Cdecl]<nint, byte*, CULong, int*, int*, int*, int*, int>)
            NativeLibrary.GetExport(_library, "tjDecompressHeader3");
        int w,
            h,
            subsampling,
            colours;
        fixed (byte* bytes = jpeg)
        {
            var problem =
                read(decompressor, bytes, new CULong((uint)jpeg.Length), &w, &h, &subsampling, &colours) == 0
                    ? null
                    : LastError(decompressor);
            (width, height) = (w, h);
            return problem;
        }
    }

    /// <summary>
    /// Decodes to interleaved RGB. A width and height below the file's select a scaling by a half, a quarter or an eighth.
    /// </summary>
    /// <returns>Null on success, otherwise the error message.</returns>
    public static string? Decompress(nint decompressor, ReadOnlySpan<byte> jpeg, Span<byte> rgb, int width, int height)
    {
        var decompress = (delegate* unmanaged[Cdecl]<nint, byte*, CULong, byte*, int, int, int, int, int, int>)
            NativeLibrary.GetExport(_library, "tjDecompress2");
        fixed (byte* bytes = jpeg)
        fixed (byte* pixels = rgb)
        {
            return
                decompress(
                    decompressor,
                    bytes,
                    new CULong((uint)jpeg.Length),
                    pixels,
                    width,
                    3 * width,
                    height,
                    Rgb,
                    AccurateDct | LimitScans
                ) == 0
                ? null
                : LastError(decompressor);
        }
    }

    private static string LastError(nint decompressor)
    {
        var error = (delegate* unmanaged[Cdecl]<nint, byte*>)NativeLibrary.GetExport(_library, "tjGetErrorStr2");
        return Marshal.PtrToStringUTF8((nint)error(decompressor)) ?? "unknown error";
    }
}
