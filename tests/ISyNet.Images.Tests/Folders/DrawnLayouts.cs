using System.Collections.Immutable;
using CsCheck;
using ISyNet.Graph;
using ISyNet.Images.Decoding;

namespace ISyNet.Images.Tests.Folders;

/// <summary>Layouts drawn at random against the count that was drawn.</summary>
public sealed class DrawnLayouts
{
    private static readonly PictureReading Reading = new(Shape.Map(3, 4, 4));

    private static readonly Gen<Layout> Layouts = Gen.Select(
        OneOf("", "set", "archive/set"),
        OneOf(("train", "test"), ("Training", "Testing"), ("train", "valid"), ("train_set", "val_set"), ("", "")),
        Gen.Select(Gen.Int[5, 9], Gen.Int[0, 3]).Array[2, 4],
        OneOf("", "/images", "/a/b"),
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[0, 3]),
        (wrapping, parts, counts, nesting, beside) => new Layout(wrapping, parts.Item1, parts.Item2, [.. counts], nesting, beside.Item1, beside.Item2, beside.Item3, beside.Item4, beside.Item5));

    [Fact, Trait("Category", Property.Category)]
    public void Pictures_classes_and_what_is_passed_over_are_those_that_were_drawn() => Layouts.ForAll(Check, cases: 150);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static void Check(Layout layout)
    {
        using var folder = new DrawnFolder();
        layout.Write(folder);
        var data = ImageData.Open(folder.Path, Reading);
        Assert.Equal(layout.Classes, data.Training.ClassNames);
        Assert.Equal(layout.Classes, data.Test.ClassNames);
        if (layout.IsDivided)
            Assert.Equal(layout.Counts.Select(c => c.Training), data.Training.ClassCounts().Zip(data.Test.ClassCounts(), (a, b) => a + b));
        else
        {
            Assert.Equal(layout.Counts.Select(c => c.Training), data.Training.ClassCounts());
            Assert.Equal(layout.Counts.Select(c => c.Judged), data.Test.ClassCounts());
        }

        var note = string.Join('\n', data.Notes);
        Said(layout.Hidden, "hidden or system files and folders");
        Said(layout.Unread, "pictures in a format that is not read");
        Said(layout.Other, "other files");
        Said(layout.Empty + (layout.Unread > 0 ? 1 : 0), "folders without a picture that can be read");
        Said(layout.Broken, "broken links");

        void Said(int count, string kind)
        {
            if (count > 0)
                Assert.Contains($"{count} {kind}", note, StringComparison.Ordinal);
            else
                Assert.DoesNotContain(kind, note, StringComparison.Ordinal);
        }
    }

    private sealed record Layout(
        string Wrapping, string Train, string Judge, ImmutableArray<(int Training, int Judged)> Counts, string Nesting, int Hidden, int Unread, int Other, int Empty, int BrokenLinks)
    {
        public ImmutableArray<string> Classes => [.. Counts.Index().Select(c => $"class {c.Index}")];

        public bool IsDivided => Train.Length == 0 || Counts.All(c => c.Judged == 0);

        public int Broken => OperatingSystem.IsWindows() ? 0 : BrokenLinks;

        public void Write(DrawnFolder folder)
        {
            var training = $"{Wrapping}/{Train}".Trim('/');
            string In(string part, string name) => $"{part}/{name}".Trim('/');
            foreach (var ((count, judged), name) in Counts.Zip(Classes))
            {
                folder.Pictures(In(training, name) + Nesting, count);
                if (Judge.Length > 0)
                    folder.Pictures(In($"{Wrapping}/{Judge}".Trim('/'), name) + Nesting, judged);
            }

            var first = In(training, Classes[0]);
            for (var i = 0; i < Hidden; i++)
                folder.File($"{first}/._{i:000}.png");
            for (var i = 0; i < Unread; i++)
                folder.File($"{In(training, "unread")}/{i}.tiff");
            for (var i = 0; i < Other; i++)
                folder.File($"{first}{Nesting}/{i}.txt");
            for (var i = 0; i < Empty; i++)
                folder.Folder(In(training, $"empty {i}"));
            for (var i = 0; i < Broken; i++)
                File.CreateSymbolicLink(folder[$"{first}/gone {i}.png"], "nowhere.png");
        }
    }
}
