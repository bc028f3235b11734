using CsCheck;
using ISyNet.Detection.Annotations;

namespace ISyNet.Detection.Tests.Annotations;

/// <summary>Annotated pictures in layouts drawn at random against the count that was drawn.</summary>
public sealed class DrawnAnnotations
{
    private static readonly Gen<Layout> Layouts = Gen.Select(
        Gen.Enum<Tool>(), Gen.Int[1, 5], Gen.Int[0, 4], OneOf("", "set", "download/set"), OneOf("train", "Train", "training"), OneOf("val", "valid", "test"), Gen.Int[0, 2])
        .Select((tool, count, judged, wrapping, train, judge, missing) => new Layout(tool, count, judged, wrapping, train, judge, missing));

    private enum Tool { CocoFiles, CocoFolder, Roboflow, Voc, Yolo, YoloData }

    [Fact]
    [Trait("Category", Property.Category)]
    public void Pictures_and_objects_are_those_that_were_drawn() => Layouts.ForAll(Check, cases: 120);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static void Check(Layout layout)
    {
        using var folder = new AnnotatedPictures();
        layout.Write(folder);
        var sets = AnnotatedFolder.Open(folder.Path).ReadParts(new ReadingRules(MostUnsound: 1, CheckFiles: true));
        AnnotatedPictures.AreWhole(sets.Training.Value, layout.Count);
        Assert.Equal(layout.Missing, sets.Training.Problems.Where(problem => problem.Rule == "image whose file is missing").Sum(problem => problem.Count));
        Assert.Equal(layout.IsJudged, sets.Test is not null);
        if (sets.Test is { } test)
            AnnotatedPictures.AreWhole(test.Value, layout.Judged);
    }

    private sealed record Layout(Tool Tool, int Count, int Judged, string Wrapping, string Train, string Judge, int Gone)
    {
        public bool IsJudged => Judged > 0;

        /// <summary>Annotations whose picture is not there; YOLO starts from the pictures.</summary>
        public int Missing => Tool is Tool.Yolo or Tool.YoloData ? 0 : Gone;

        public void Write(AnnotatedPictures folder)
        {
            Part(folder, Train, Count, Missing);
            if (IsJudged)
                Part(folder, Judge, Judged, 0);
            if (Tool == Tool.YoloData)
                folder.Text(In("data.yaml"), $"train: images/{Train}", IsJudged ? $"{(Judge == "test" ? "test" : "val")}: images/{Judge}" : "val:", "names: [disc, square]");
            if (Tool == Tool.Yolo)
                folder.Text(In("classes.txt"), "disc", "square");
        }

        private string In(string name) => $"{Wrapping}/{name}".Trim('/');

        private void Part(AnnotatedPictures folder, string part, int count, int gone)
        {
            switch (Tool)
            {
                case Tool.CocoFiles:
                    folder.Pictures(In($"images/{part}"), count).Coco(In($"{part}.json"), count + gone);
                    break;
                case Tool.CocoFolder:
                    folder.Pictures(In($"{part}2020"), count).Coco(In($"annotations/instances_{part}2020.json"), count + gone);
                    break;
                case Tool.Roboflow:
                    folder.Pictures(In(part), count).Coco(In($"{part}/_annotations.coco.json"), count + gone);
                    break;
                case Tool.Voc:
                    folder.Pictures(In($"{part}/images"), count).Voc(In($"{part}/annotations"), count + gone);
                    break;
                default:
                    folder.Pictures(In($"images/{part}"), count).Yolo(In($"labels/{part}"), count);
                    break;
            }
        }
    }
}
