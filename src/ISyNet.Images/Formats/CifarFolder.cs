using System.Collections.Immutable;

namespace ISyNet.Images.Formats;

/// <summary>The binary files of CIFAR-10 or CIFAR-100 (fine labels) in one folder.</summary>
internal static class CifarFolder
{
    private const int FineClasses = 100;

    public static bool IsOne(string folder) => File.Exists(Path.Combine(folder, "data_batch_1.bin")) || IsHundred(folder);

    public static ImageData Read(string folder)
    {
        if (IsHundred(folder))
        {
            var names = FineNames(folder);
            return new ImageData(
                CifarReader.Read([Path.Combine(folder, "train.bin")], names, "CIFAR-100 training", labelBytes: 2),
                CifarReader.Read([Path.Combine(folder, "test.bin")], names, "CIFAR-100 test", labelBytes: 2));
        }

        string[] parts = [.. Enumerable.Range(1, 5).Select(i => Path.Combine(folder, $"data_batch_{i}.bin"))];
        return new ImageData(
            CifarReader.Read(parts, CifarReader.Cifar10Names, "CIFAR-10 training"),
            CifarReader.Read([Path.Combine(folder, "test_batch.bin")], CifarReader.Cifar10Names, "CIFAR-10 test"));
    }

    /// <summary>Whether a folder contains the python version: pickle files, which can run code and are not read.</summary>
    public static bool IsPickled(string folder) =>
        File.Exists(Path.Combine(folder, "data_batch_1")) || (File.Exists(Path.Combine(folder, "meta")) && File.Exists(Path.Combine(folder, "train")));

    public static ImageException Pickled(string folder) => new(
        $"{folder}: holds the python version of CIFAR (pickles), which is not read: take the binary version (cifar-10-binary.tar.gz or cifar-100-binary.tar.gz from the same page) and unpack it");

    private static bool IsHundred(string folder) => File.Exists(Path.Combine(folder, "train.bin"));

    private static ImmutableArray<string> FineNames(string folder)
    {
        var list = Path.Combine(folder, "fine_label_names.txt");
        if (!File.Exists(list))
            return [.. Enumerable.Range(0, FineClasses).Select(label => label.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        ImmutableArray<string> names = [.. File.ReadLines(list).Take(FineClasses + 1).Select(line => line.Trim()).Where(line => line.Length > 0)];
        return names.Length == FineClasses ? names : throw new ImageException($"{list}: must name {FineClasses} classes, one per line");
    }
}
