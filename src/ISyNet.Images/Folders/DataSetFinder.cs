using ISyNet.Images.Decoding;
using ISyNet.Images.Formats;
using ISyNet.Images.Lists;

namespace ISyNet.Images.Folders;

/// <summary>Finds the data set in a place. If a folder contains only a single folder, that folder is searched.</summary>
internal static class DataSetFinder
{
    private const int MaxWrappings = 3;
    private const int MaxFolders = 2000;

    public static ImageData Open(string place, PictureReading reading, CancellationToken cancellation)
    {
        if (File.Exists(place))
            return OpenFile(place, reading, cancellation);
        if (!Directory.Exists(place))
            throw new ImageException($"{place}: there is no such folder or list");
        if (At(place) is { } here)
            return here(reading, cancellation);
        var (folder, read) = Below(place, cancellation) ?? throw Nothing(place);
        var data = read(reading, cancellation);
        return data with { Notes = [$"{place}: the data set is in '{Path.GetRelativePath(place, folder)}'", .. data.Notes] };
    }

    private static ImageData OpenFile(string place, PictureReading reading, CancellationToken cancellation) =>
        IdxFolder.FromFile(place) is { } idx ? idx.Read()
        : Archives.IsOne(place) ? throw Archives.Refused(place)
        : ImageList.Read(place, reading, cancellation);

    private static Func<PictureReading, CancellationToken, ImageData>? At(string folder)
    {
        if (IdxFolder.Find(folder) is { } idx)
            return (_, _) => idx.Read();
        if (CifarFolder.IsOne(folder))
            return (_, _) => CifarFolder.Read(folder);
        if (CifarFolder.IsPickled(folder))
            throw CifarFolder.Pickled(folder);
        return PictureParts.Find(folder) is { } parts ? parts.Read : null;
    }

    private static (string Folder, Func<PictureReading, CancellationToken, ImageData> Read)? Below(string place, CancellationToken cancellation)
    {
        string[] level = [place];
        for (var depth = 0; depth < MaxWrappings; depth++)
        {
            level = [.. level.SelectMany(Folders).Take(MaxFolders)];
            var found = new List<(string, Func<PictureReading, CancellationToken, ImageData>)>();
            foreach (var folder in level)
            {
                cancellation.ThrowIfCancellationRequested();
                if (At(folder) is { } read)
                    found.Add((folder, read));
            }

            if (found.Count > 1)
                throw new ImageException($"{place}: contains several data sets ({string.Join(", ", found.Take(3).Select(f => Path.GetRelativePath(place, f.Item1)))}{(found.Count > 3 ? ", …" : "")}): give the folder of one");
            if (found.Count == 1)
                return found[0];
        }

        return null;
    }

    private static IEnumerable<string> Folders(string folder) =>
        PictureFiles.Entries(folder).Where(entry => entry.IsFolder && !entry.IsLink && !PictureFiles.IsForeign(entry.Name)).Select(entry => Path.Combine(folder, entry.Name));

    private static ImageException Nothing(string place)
    {
        var names = PictureFiles.Entries(place).Where(entry => !entry.IsFolder).Select(entry => entry.Name).ToArray();
        var hint = names.FirstOrDefault(name => Archives.IsOne(Path.Combine(place, name))) is { } archive ? $"; '{archive}' in it is an archive: unpack it"
            : names.Any(PictureFiles.IsPicture) ? "; it holds pictures, but they must lie in one folder per class"
            : names.FirstOrDefault(name => Path.GetExtension(name).Equals(".csv", StringComparison.OrdinalIgnoreCase)) is { } list ? $"; if '{list}' in it lists the pictures, give that file"
            : "";
        var passedOver = new PassedOver();
        var pictures = PictureFiles.Find(place, passedOver).Count;
        return new ImageException($"{place}: holds no data set{hint} (wanted: idx files of the MNIST family, CIFAR's binary files, or pictures in one folder per class, two classes or more, alone or in train and test; found: {pictures} pictures{(passedOver.Line is { } line ? "; " + line : "")})");
    }
}
