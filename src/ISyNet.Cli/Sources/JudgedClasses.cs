using System.Collections.Immutable;
using ISyNet.Images;
using ISyNet.Training;

namespace ISyNet.Cli.Sources;

/// <summary>
/// Matches the classes of labelled images and of a network's outputs: by name if both have names of the same kind, otherwise in order. Images that are
/// left out are reported on standard error.
/// </summary>
internal static class JudgedClasses
{
    /// <summary>The number of ImageNet's classes. Some networks have one more class, for the background.</summary>
    private const int ImageNet = 1000;

    private enum Kind { None, Numbers, WordNet, Words }

    /// <param name="set">The images.</param>
    /// <param name="names">The network's classes; empty if it does not name them.</param>
    /// <param name="path">The network, for messages.</param>
    /// <returns>The images that can be evaluated, with the network's classes if they have names.</returns>
    /// <exception cref="ISyNetException">No class has the same name.</exception>
    public static ImageSet Match(ImageSet set, ImmutableArray<string> names, string path)
    {
        var kind = KindOf(names);
        if (kind == Kind.None || kind != KindOf(set.ClassNames))
        {
            Console.Error.WriteLine($"isynet: {path}: {(kind == Kind.None ? "does not name its classes" : $"has other class names than {set.Name}")}: class numbers are used instead");
            return set;
        }

        var places = ClassNames.Match(set.ClassNames, names);
        var counts = set.ClassCounts();
        if (!places.Where((place, c) => place >= 0 && counts[c] > 0).Any())
            throw new ISyNetException($"{path}: its classes ({Few(names)}) and those of {set.Name} ({Few(set.ClassNames)}) have no name in common");
        var unknown = Enumerable.Range(0, set.Classes).Where(c => places[c] < 0 && counts[c] > 0).ToArray();
        if (unknown.Length > 0)
            Console.Error.WriteLine($"isynet: {set.Name}: left out: {unknown.Sum(c => counts[c])} images of classes that the network does not know ({Few([.. unknown.Select(c => $"{set.ClassNames[c]} {counts[c]}")])})");
        return set.InClasses(names, places);
    }

    /// <summary>The outputs of the set's classes. Networks for ImageNet with 1001 classes have the background as class 0.</summary>
    /// <exception cref="ISyNetException">The numbers of classes differ.</exception>
    public static Prediction Outputs(Prediction prediction, ImageSet set, string path)
    {
        if (prediction.Classes == set.Classes)
            return prediction;
        if (set.Classes != ImageNet || prediction.Classes != ImageNet + 1)
            throw new ISyNetException($"{path}: has {prediction.Classes} outputs, but {set.Name} has {set.Classes} classes ({Few(set.ClassNames)})");
        Console.Error.WriteLine($"isynet: {path}: one class more than ImageNet: class 0 is assumed to be the background and left out");
        return new Prediction(Enumerable.Range(0, set.Count).SelectMany(i => prediction[i][1..].ToArray()).ToArray(), set.Classes);
    }

    private static Kind KindOf(ImmutableArray<string> names) =>
        names.IsDefaultOrEmpty ? Kind.None
        : names.All(name => name.All(char.IsAsciiDigit)) ? Kind.Numbers
        : names.All(name => name.Length == 9 && name[0] == 'n' && name.Skip(1).All(char.IsAsciiDigit)) ? Kind.WordNet
        : Kind.Words;

    private static string Few(ImmutableArray<string> names) => string.Join(", ", names.Take(5)) + (names.Length > 5 ? ", …" : "");
}
