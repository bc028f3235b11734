using ISyNet.Images.Folders;

namespace ISyNet.Cli.Sources;

/// <summary>Finds the pictures that a command line names: files, or folders of them.</summary>
internal static class PictureArguments
{
    public static IEnumerable<string> Find(string place)
    {
        if (File.Exists(place))
            return [place];
        if (!Directory.Exists(place))
            throw new UsageException($"{place}: there is no such file or folder");
        var (files, passedOver) = PictureFiles.Find(place);
        if (passedOver is not null)
            Console.Error.WriteLine($"isynet: {place}: {passedOver}");
        return files.IsEmpty ? throw new UsageException($"{place}: there are no pictures ({string.Join(", ", PictureFiles.Extensions)}) in this folder") : files;
    }
}
