using ISyNet.Detection.Annotations;

namespace ISyNet.Detection.Tests.Annotations;

/// <summary>COCO files come back as they were written; what is unsound is named, counted and left out.</summary>
public sealed class CocoFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-coco-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_data_set_and_its_results_come_back_as_written()
    {
        var data = new DetectionDataSet(
            "set", [new AnnotatedImage(5, "a.png", 64, 48)], [new Category(3, "shirt"), new Category(9, "bag \"quoted\"")],
            [new BoxAnnotation(11, 5, 9, new Box(1.5, 2, 10, 20.25), 150, Crowd: true), new BoxAnnotation(12, 5, 3, new Box(0, 0, 64, 48), 3072, Ignored: true)]);
        CocoWriter.Write(Path.Combine(_folder, "set.json"), data);
        var (read, problems) = CocoReader.Read(Path.Combine(_folder, "set.json"));
        Assert.Empty(problems);
        Assert.Equal(data.Images, read.Images);
        Assert.Equal(data.Categories, read.Categories);
        Assert.Equal(data.Annotations, read.Annotations);

        DetectedBox[] found = [new(5, 9, new Box(1, 2, 3.125, 4), 0.5), new(5, 3, new Box(0, 0, 1, 1), 0.25)];
        CocoWriter.WriteResults(Path.Combine(_folder, "found.json"), found);
        Assert.Equal(found, CocoResultsReader.Read(Path.Combine(_folder, "found.json"), data).Value);
    }

    [Fact]
    public void Unsound_entries_are_named_counted_and_left_out()
    {
        var path = Make("""
            {"images": [{"id": 1, "file_name": "a.png", "width": 100, "height": 100}, {"id": 1, "file_name": "b.png", "width": 1, "height": 1}],
             "categories": [{"id": 1, "name": "x"}],
             "annotations": [
              {"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 10, 10]},
              {"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 10, 10]},
              {"id": 2, "image_id": 2, "category_id": 1, "bbox": [0, 0, 10, 10]},
              {"id": 3, "image_id": 1, "category_id": 8, "bbox": [0, 0, 10, 10]},
              {"id": 4, "image_id": 1, "category_id": 1, "bbox": [0, 0, 0, 10]},
              {"id": 5, "image_id": 1, "category_id": 1, "bbox": [200, 0, 10, 10]},
              {"id": 6, "image_id": 1, "category_id": 1, "bbox": [95, 95, 10, 10]},
              {"id": 7, "image_id": 1, "category_id": 1, "bbox": "none"}]}
            """);
        var (data, problems) = CocoReader.Read(path, new ReadingRules(MostUnsound: 1));
        Assert.Equal([1L, 6], data.Annotations.Select(a => a.Id));
        Assert.Equal(new Box(95, 95, 5, 5), data.Annotations[1].Box);
        Assert.Equal(
            ["duplicate image id", "duplicate annotation id", "annotation of an unknown image", "annotation of an unknown category",
             "box of zero area, negative side or no finite number", "box outside its picture", "box reaches outside its picture and is cut to it", "annotation without a box of four numbers"],
            problems.Select(p => p.Rule));
        Assert.All(problems, p => Assert.Equal(1, p.Count));
        Assert.Contains("annotations[2] (id 2)", problems[2].ToString(), StringComparison.Ordinal);

        var error = Assert.Throws<DetectionException>(() => CocoReader.Read(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_are_none_spoil_their_entry_and_not_the_file()
    {
        var data = new DetectionDataSet("set", [new AnnotatedImage(1, "a.png", 9, 9)], [new Category(1, "x")], []);
        var path = Make("""
            [{"note": "NaN \" -Infinity", "image_id": 1, "category_id": 1, "bbox": [0, 0, -Infinity, 1], "score": 0.5},
             {"image_id": 1, "category_id": 1, "bbox": [0, 0, 1, 1], "score": NaN},
             {"image_id": 1, "category_id": 1, "bbox": [-1, 0, 1, 1e999], "score": 0.5},
             {"image_id": 1, "category_id": 1, "bbox": [-1, 0, 1, 1], "score": 0.25}]
            """);
        var (found, problems) = CocoResultsReader.Read(path, data, new ReadingRules(MostUnsound: 1));
        Assert.Equal(new DetectedBox(1, 1, new Box(-1, 0, 1, 1), 0.25), Assert.Single(found));
        Assert.Equal(["2 x detection without a box of four finite numbers: [0], [2]", "1 x detection without a finite score: [1]"], problems.Select(p => p.ToString()));
    }

    [Fact]
    public void A_byte_order_mark_is_no_fault()
    {
        var path = Path.Combine(_folder, "marked.json");
        File.WriteAllText(path, """{"images": [], "categories": [], "annotations": []}""", new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Empty(CocoReader.Read(path).Problems);
    }

    [Theory]
    [InlineData("{\"images\": [", "is not JSON")]
    [InlineData("[]", "has no list 'categories'")]
    [InlineData("{\"categories\": [], \"images\": 3}", "has no list 'images'")]
    public void What_is_no_annotation_file_is_named(string text, string reason)
    {
        var path = Make(text);
        var error = Assert.Throws<DetectionException>(() => CocoReader.Read(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private string Make(string text)
    {
        var path = Path.Combine(_folder, "made.json");
        File.WriteAllText(path, text);
        return path;
    }
}
