namespace Sweep.Tests.Worker.Data.Fixtures;

/// <summary>
/// Images of 60×40 pixels encoded by libjpeg-turbo. Red is four times the column, green is six times the row, and blue is 128; the grey
/// image is four times the column.
/// </summary>
internal static class JpegFixture
{
    public static byte[] Colour { get; } =
        Convert.FromBase64String(
            "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/"
                + "2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgr/wAARCAAoADwDAREAAhEBAxEB/8QA"
                + "HwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkK"
                + "FhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXG"
                + "x8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAEC"
                + "AxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOE"
                + "hYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwD8e9I+H3/T"
                + "D9K/tutmW+p8flmb7anT6R8Pv+mH6V5VbMt9T9AyzN9tTptI+H3/AEw/SvJrZl5n6Blmb7anTaR8Pv8Aph+leTWzLzP0DLM321Om0j4ff9MP0ryauZeZ+gZZ"
                + "m+2p0+kfD7j/AFH6V5VbMt9T9AyzN9tTptI+H3/TD9K8qtmW+p+gZZm+2p0Fr8Pv3P8AqP0rzJ5l7259th83/dbnzVpHw+/6YfpX6pWzLfU/598szfbU6bSP"
                + "h90/cfpXlVsy31P0DLM321On0j4ff9MP0ryauZeZ+gZZm+2p02kfD7j/AFH6V5VbMt9T9AyzN9tTptI+H3/TD9K8mtmW+p+gZZm+2p0+kfD7p+4/SvJrZlvq"
                + "foGWZvtqdNpHw+/6YfpXlVsy31P0DLM321Ogtfh9+5/1H6V5k8y97c+2w+b/ALrc+atI+H3/AEw/Sv1WtmXmf8/OWZvtqdNpHw+/6YfpXk1sy8z9AyzN9tTp"
                + "tI+H3/TD9K8mrmXmfoGWZvtqdPpHw+6fuP0ryq2Zb6n6Blmb7anTaR8Pv+mH6V5VbMt9T9AyzN9tTptI+H3/AEw/SvJrZl5n6Blmb7anTaR8PuB+4/SvJrZl"
                + "5n6Blmb7anQ2nw+xDjyf0ry55l7259th83/dbnzVpHw+/wCmH6V+rVcy8z/n5yzN9tTptI+H3/TD9K8qtmW+p+gZZm+2p02kfD7/AKYfpXk1sy8z9AyzN9tT"
                + "ptI+H3T9x+leTWzLfU/QMszfbU6fSPh9x/qP0rya2Zb6n6Blmb7anTaR8PuP9R+leVVzLzP0DLM321Om0j4ff9MP0rya2Zb6n6Blmb7anQWvw/xD/qP0rzpZ"
                + "inJ6n22Hzf8AdbnzVpHw+/6YfpX6nVzLzP8An5yzN9tTptI+H3/TD9K8mtmW+p+gZZm+2p0+kfD7j/UfpXlVsy31P0DLM321Om0j4ff9MP0ryq2ZeZ+gZZm+"
                + "2p02kfD7/ph+leTWzLzP0DLM321On0j4fdP3H6V5NXMvM/QMszfbU6bSPh9/0w/SvJrZlvqfoGWZvtqdBa/D4+TxB+lec8y956n22Hzf91uf/9k="
        );

    public static byte[] Grey { get; } =
        Convert.FromBase64String(
            "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/"
                + "wAALCAAoADwBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEI"
                + "I0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ip"
                + "qrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/APw3+Gv8H4V9AfDX+D8K+gPhr/B+FfQHw1/g/CvoD4a/"
                + "wfhX0B8Nf4Pwr6A+Gv8AB+Fe2aB/yDEr+JP4a/wfhX0B8Nf4Pwr6A+Gv8H4V9AfDX+D8K+gPhr/B+FfQHw1/g/CvoD4a/wAH4V7ZoH/IMSv4k/hr/B+FfQHw"
                + "1/g/CvoD4a/wfhX0B8Nf4Pwr6A+Gv8H4V9AfDX+D8K+gPhr/AAfhXtmgf8gxK/iT+Gv8H4V9AfDX+D8K+gPhr/B+FfQHw1/g/CvoD4a/wfhX0B8Nf4Pwr6A+"
                + "Gv8AB+Fe2aB/yDEr+JP4a/wfhX0B8Nf4Pwr6A+Gv8H4V9AfDX+D8K+gPhr/B+FfQHw1/g/CvoD4a/wAH4V7ZoH/IMSv/2Q=="
        );

    public static byte[] Progressive { get; } =
        Convert.FromBase64String(
            "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/"
                + "2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgr/wgARCAAoADwDASIAAhEBAxEB/8QA"
                + "GAABAQEBAQAAAAAAAAAAAAAABQYABwj/xAAZAQEBAAMBAAAAAAAAAAAAAAAFBwAGCQT/2gAMAwEAAhADEAAAAfHqdKnWAppOmTJoEypSplUCaQqECt+5qnSp"
                + "5zxmk6VMqgTSdMmTQJlGoQK33mie3q5/KJ7FUBNPYmgJobF79//EABgQAAMBAQAAAAAAAAAAAAAAAAADBQIh/9oACAEBAAEFAlTxU8VPFTxU8VPFTzM/ip4q"
                + "eKnip4qeKnip5mfxU8VPFTxU8VPFTxU8zP4qeKnip4qeKnip4qeZn8VPFTxU8VPFTxU8VPMz+f/EABwRAAICAwEBAAAAAAAAAAAAAAAFBGEDMVEiEv/aAAgB"
                + "AwEBPwFa3sWt7FreyA38bFrexa3sWt7IDfxsWycvRbJy9FsnL0gScvxs/8QAGBEBAQEBAQAAAAAAAAAAAAAAAwAFYRH/2gAIAQIBAT8BbS7Npdl0pNLs2l2X"
                + "Sl0uy6XZXSV0mdJHT2//xAAVEAEBAAAAAAAAAAAAAAAAAAAAMf/aAAgBAQAGPwKIiIiIiIiIiIiIiIiIiIiIiIiIiP/EABQQAQAAAAAAAAAAAAAAAAAAAFD/"
                + "2gAIAQEAAT8hItttt22227bbbdtttu2223//2gAMAwEAAgADAAAAEHc5TDnMI/wX/P/EABcRAAMBAAAAAAAAAAAAAAAAAAAQMSH/2gAIAQMBAT8QmJiaZISE"
                + "kjKMoypT/8QAGREBAQEBAQEAAAAAAAAAAAAAACEBMRFB/9oACAECAQE/EC6Har6dDvU9KF9efa8O195//8QAHhAAAwACAwEBAQAAAAAAAAAAAAHwITERwdHx"
                + "obH/2gAIAQEAAT8Qui6Loui6Mfkuj4pdGvqXRj8l0a+pdHxS6LoujX1LoujGupx8P4Loui6NfUx+TH5Lo4PEui6Mfkui6NfUuhun5P/Z"
        );

    /// <summary>The colour file with an Exif orientation, as cameras write it.</summary>
    public static byte[] Turned(int orientation, bool isLittle)
    {
        byte[] tiff = isLittle
            ? [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0]
            : [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
        return [.. Colour[..2], 0xff, 0xe1, 0, (byte)(8 + tiff.Length), .. "Exif\0\0"u8, .. tiff, .. Colour[2..]];
    }

    /// <summary>The colour file with another number of components in its frame header.</summary>
    public static byte[] OfComponents(byte count)
    {
        var bytes = (byte[])Colour.Clone();
        bytes[bytes.AsSpan().IndexOf([(byte)0xff, (byte)0xc0]) + 9] = count;
        return bytes;
    }

    /// <summary>The colour file with another size in its frame header.</summary>
    public static byte[] Claiming(int width, int height)
    {
        var bytes = (byte[])Colour.Clone();
        var frame = bytes.AsSpan().IndexOf([(byte)0xff, (byte)0xc0]);
        (bytes[frame + 5], bytes[frame + 6]) = ((byte)(height >> 8), (byte)height);
        (bytes[frame + 7], bytes[frame + 8]) = ((byte)(width >> 8), (byte)width);
        return bytes;
    }

    /// <summary>Writes Caltech's 101 folders with this many images each, and the folder of clutter, which is not a class.</summary>
    public static void WriteCaltech(string data, int perClass)
    {
        var root = Path.Combine(data, "caltech-101", "101_ObjectCategories");
        foreach (var name in Enumerable.Range(0, 101).Select(i => $"class_{i:D3}").Append("BACKGROUND_Google"))
        {
            var folder = Directory.CreateDirectory(Path.Combine(root, name)).FullName;
            for (var i = 1; i <= perClass; i++)
            {
                File.WriteAllBytes(Path.Combine(folder, $"image_{i:D4}.jpg"), i % 2 == 0 ? Grey : Colour);
            }
        }
    }
}
