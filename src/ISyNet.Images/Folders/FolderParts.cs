using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace ISyNet.Images.Folders;

/// <summary>The role of a part of a data set.</summary>
public enum PartRole
{
    /// <summary>For training.</summary>
    Training,

    /// <summary>For testing.</summary>
    Test,

    /// <summary>For testing if there is no test part.</summary>
    Validation,
}

/// <summary>The parts of a data set by their usual names.</summary>
public static partial class FolderParts
{
    private static readonly ImmutableArray<string> Training = ["train", "training", "trn", "trainset", "traindata"];
    private static readonly ImmutableArray<string> Test = ["test", "testing", "tst", "testset", "testdata"];
    private static readonly ImmutableArray<string> Validation = ["val", "valid", "validation", "validate", "valset", "dev", "eval", "evaluation"];

    /// <summary>The role of a part with a name, ignoring case: <c>train</c>, <c>Training</c>, <c>seg_train</c>, <c>val2017</c>; null for other names.</summary>
    public static PartRole? RoleOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (var word in Letters().Matches(name).Select(word => word.Value))
        {
            if (In(Training, word))
                return PartRole.Training;
            if (In(Test, word))
                return PartRole.Test;
            if (In(Validation, word))
                return PartRole.Validation;
        }

        return null;
    }

    /// <summary>
    /// The folder of each role. Of several with the same role, the one with exactly the role's name is used; if that does not decide,
    /// it is an error.
    /// </summary>
    /// <param name="folder">The folder that contains the parts.</param>
    /// <param name="isPart">Whether a folder with such a name is a part; a class may have the name <c>train</c> too.</param>
    /// <exception cref="ImageException">Two folders have the same role.</exception>
    public static ImmutableDictionary<PartRole, string> Find(string folder, Func<string, bool> isPart)
    {
        ArgumentNullException.ThrowIfNull(isPart);
        var parts = ImmutableDictionary.CreateBuilder<PartRole, string>();
        var named = PictureFiles.Entries(folder)
            .Where(entry => entry.IsFolder && !PictureFiles.IsForeign(entry.Name) && RoleOf(entry.Name) is not null && isPart(Path.Combine(folder, entry.Name)))
            .ToLookup(entry => RoleOf(entry.Name)!.Value, entry => entry.Name);
        foreach (var role in named)
        {
            string[] plain = [.. role.Where(IsPlain)];
            string[] names = plain.Length > 0 ? plain : [.. role];
            parts[role.Key] = names.Length == 1
                ? Path.Combine(folder, names[0])
                : throw new ImageException($"{folder}: '{names[0]}' and '{names[1]}' could both be the {Word(role.Key)} part: give a folder with one of them");
        }

        return parts.ToImmutable();
    }

    internal static string Word(PartRole role) => role switch { PartRole.Training => "training", PartRole.Test => "test", _ => "validation" };

    private static bool IsPlain(string name) => In(Training, name) || In(Test, name) || In(Validation, name);

    private static bool In(ImmutableArray<string> words, string word) => words.Contains(word, StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex("[A-Za-z]+")]
    private static partial Regex Letters();
}
