using System.Collections.Immutable;
using ISyNet.Detection.Annotations;

namespace ISyNet.Detection.Tests.Annotations;

/// <summary>Annotated pictures in the layouts in which tools write them.</summary>
public sealed class ToolLayouts : IDisposable
{
    private static readonly ReadingRules Rules = new(CheckFiles: true);
    private readonly AnnotatedPictures _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Coco_as_it_is_downloaded()
    {
        // The same names in both parts: the folder must go with the file.
        _folder.Pictures("coco/train2017", 4).Pictures("coco/val2017", 2)
            .Coco("coco/annotations/instances_train2017.json", 4).Coco("coco/annotations/instances_val2017.json", 2)
            .Coco("coco/annotations/person_keypoints_train2017.json", 1).Text("coco/annotations/captions_val2017.json", "{}");
        var sets = Open();
        AnnotatedPictures.AreWhole(sets.Training.Value, 4);
        AnnotatedPictures.AreWhole(sets.Test!.Value, 2);
        Assert.EndsWith("train2017", sets.Training.Value.ImageFolder, StringComparison.Ordinal);
        Assert.EndsWith("val2017", sets.Test.Value.ImageFolder, StringComparison.Ordinal);
        var file = AnnotatedFolder.Open(_folder["coco/annotations/instances_val2017.json"]).ReadParts(Rules);
        AnnotatedPictures.AreWhole(file.Training.Value, 2);
        Assert.EndsWith("val2017", file.Training.Value.ImageFolder, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("images/{0:000}.jpg")]
    [InlineData("images\\{0:000}.jpg")]
    [InlineData("/data/upload/7/{0:000}.jpg")]
    [InlineData("C:\\work\\{0:000}.JPG")]
    [InlineData("{0:000}")]
    [InlineData("{0:000}.png")]
    public void Names_of_pictures_as_other_machines_write_them(string name)
    {
        _folder.Pictures("images", 3).Coco("result.json", 3, i => string.Format(name, i));
        AnnotatedPictures.AreWhole(Open().Training.Value, 3);
    }

    [Theory]
    [InlineData("annotations/instances_default.json", "images/default")]
    [InlineData("annotations/instances_default.json", "images")]
    [InlineData("labels.json", "data")]
    [InlineData("train.json", "images")]
    [InlineData("set.json", "")]
    public void Pictures_are_found_around_the_annotations(string file, string pictures)
    {
        _folder.Pictures(pictures, 3).Coco(file, 3);
        if (pictures == "data")
        {
            var error = Assert.Throws<DetectionException>(Open).Message;
            Assert.Contains("none of its 3 pictures is there ('000.jpg'); looked in", error, StringComparison.Ordinal);
            Assert.Contains("--images", error, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error);
        }

        AnnotatedPictures.AreWhole(AnnotatedFolder.Open(_folder.Path).ReadParts(Rules with { ImageFolder = pictures == "data" ? _folder["data"] : null }).Training.Value, 3);
    }

    [Fact]
    public void Roboflow_s_coco()
    {
        string Name(int i) => $"{i:000}_jpg.rf.0a1b2c.jpg";
        foreach (var (part, count) in new[] { ("train", 4), ("valid", 2), ("test", 1) })
            _folder.Pictures(part, count, Name).Coco($"{part}/_annotations.coco.json", count, Name, more: new { id = 0, name = "shapes", supercategory = "none" });
        var sets = Open();
        AnnotatedPictures.AreWhole(sets.Training.Value, 4);
        AnnotatedPictures.AreWhole(sets.Test!.Value, 1);
        Assert.Contains(sets.Training.Problems, problem => problem.ToString().Contains("category without an object, left out of the classes: 'shapes'", StringComparison.Ordinal));
        Assert.Contains("valid", Assert.Single(sets.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("annotations", "images")]
    [InlineData("Annotations", "JPEGImages")]
    [InlineData("VOCdevkit/VOC2007/Annotations", "VOCdevkit/VOC2007/JPEGImages")]
    [InlineData("", "")]
    [InlineData("train", "train")]
    public void Pascal_voc_s(string annotations, string pictures)
    {
        _folder.Pictures(pictures, 3).Voc(annotations, 3, name0: " disc ", head: "<!DOCTYPE annotation>");
        AnnotatedPictures.AreWhole(Open().Training.Value, 3);
    }

    [Fact]
    public void A_voc_file_s_picture_is_the_one_of_its_own_name()
    {
        _folder.Pictures("JPEGImages", 3, i => $"{i:000}.png").Voc("Annotations", 3, i => $"{(i + 1) % 3:000}");
        var reading = Open().Training;
        AnnotatedPictures.AreWhole(reading.Value, 3);
        Assert.Contains("names another picture", Assert.Single(reading.Problems).Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Voc_s_own_lists_part_the_pictures()
    {
        _folder.Pictures("JPEGImages", 5).Voc("Annotations", 5).Text("ImageSets/Main/train.txt", "000", "001", "002").Text("ImageSets/Main/val.txt", "003 ", "004");
        var sets = Open();
        AnnotatedPictures.AreWhole(sets.Training.Value, 3);
        AnnotatedPictures.AreWhole(sets.Test!.Value, 2);
    }

    [Fact]
    public void Chinese_encodings_in_xml_are_read()
    {
        _folder.Pictures("", 1).Voc("", 1);
        System.Text.Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance);
        File.WriteAllText(_folder["000.xml"], "<?xml version=\"1.0\" encoding=\"gb2312\"?>" + File.ReadAllText(_folder["000.xml"]).Replace("<filename>", "<source>\u4e2d\u6587</source><filename>", StringComparison.Ordinal), System.Text.Encoding.GetEncoding("gb2312"));
        AnnotatedPictures.AreWhole(Open().Training.Value, 1);
    }

    [Theory]
    [InlineData("images/train", "labels/train", "images/val", "labels/val", "train: images/train", "val: images/val")]
    [InlineData("train/images", "train/labels", "valid/images", "valid/labels", "train: ../train/images", "val: ../valid/images")]
    [InlineData("all", "all", "more", "more", "path: .\ntrain: all", "val: more")]
    public void Yolo_s(string pictures, string labels, string judged, string judgedLabels, string train, string val)
    {
        _folder.Pictures(pictures, 4).Yolo(labels, 4).Pictures(judged, 2).Yolo(judgedLabels, 2).Text("data.yaml", train, val, "nc: 2", "names:", "  0: disc", "  1: ' square '");
        var sets = Open();
        AnnotatedPictures.AreWhole(sets.Training.Value, 4, tolerance: 1e-9);
        AnnotatedPictures.AreWhole(sets.Test!.Value, 2, tolerance: 1e-9);
    }

    [Fact]
    public void Yolo_s_without_a_data_file()
    {
        _folder.Pictures("images", 3).Yolo("labels", 3).Text("classes.txt", "disc", "square");
        AnnotatedPictures.AreWhole(Open().Training.Value, 3);
        File.AppendAllLines(_folder["labels/000.txt"], ["1 0.1 0.1 0.3 0.1 0.3 0.4", "7 0.5 0.5 0.1 0.1", "0 0.5", "1 20 10 8 8"]);
        File.Delete(_folder["labels/002.txt"]);
        var reading = AnnotatedFolder.Open(_folder.Path).ReadParts(Rules with { MostUnsound = 1 }).Training;
        Assert.Equal(new Box(4, 3, 8, 9), reading.Value.Annotations[2].Box, (a, b) => Math.Abs(a.X - b.X) + Math.Abs(a.Y - b.Y) + Math.Abs(a.Width - b.Width) + Math.Abs(a.Height - b.Height) < 1e-9);
        Assert.Equal(5, reading.Value.Annotations.Length);
        Assert.Equal(3, reading.Problems.Count(problem => problem.Dropped));
        Assert.Contains(reading.Problems, problem => problem.Rule.StartsWith("picture without a text file", StringComparison.Ordinal));
    }

    [Fact]
    public void Ids_may_be_text()
    {
        _folder.Pictures("images", 3).Coco("set.json", 3, id: i => $"00{i + 1}");
        AnnotatedPictures.AreWhole(Open().Training.Value, 3);
        _folder.Coco("set.json", 3, id: i => $"scan-{i}");
        var data = Open().Training.Value;
        AnnotatedPictures.AreWhole(data, 3);
        var found = data.Annotations.Select(a => new DetectedBox(a.ImageId, a.CategoryId, a.Box, 0.9)).ToImmutableArray();
        CocoWriter.WriteResults(_folder["found.json"], found, data);
        Assert.Contains("\"image_id\":\"scan-2\"", File.ReadAllText(_folder["found.json"]), StringComparison.Ordinal);
        var read = CocoResultsReader.Read(_folder["found.json"], data);
        Assert.Equal(found, read.Value);
        Assert.Empty(read.Problems);
    }

    [Theory]
    [InlineData("000001", "1")]
    [InlineData("1", "000001")]
    [InlineData("1", "1.0")]
    public void Ids_of_digits_are_their_numbers(string truth, string found)
    {
        _folder.Coco("truth.json", 1, id: _ => truth);
        File.WriteAllText(_folder["found.json"], $"[{{\"image_id\":{(found.Contains('.', StringComparison.Ordinal) ? found : $"\"{found}\"")},\"category_id\":\"2\",\"bbox\":[1,2,3,4],\"score\":0.5}}]");
        Assert.Equal(1, Assert.Single(CocoResultsReader.Read(_folder["found.json"], CocoReader.ReadTruth(_folder["truth.json"]).Value).Value).ImageId);
    }

    [Fact]
    public void Classes_of_a_detector_are_matched_by_name()
    {
        _folder.Pictures("images", 3).Coco("set.json", 3);
        var reading = AnnotatedFolder.Open(_folder.Path).ReadToEvaluate(["star", "Square"], Rules);
        Assert.Equal(["star", "Square"], reading.Value.Categories.Select(category => category.Name));
        Assert.All(reading.Value.Annotations, annotation => Assert.Equal(2, annotation.CategoryId));
        Assert.Equal(3, reading.Value.Annotations.Length);
        Assert.Equal(3, Assert.Single(reading.Problems).Count);
        Assert.Contains("no name in common", Assert.Throws<DetectionException>(() => AnnotatedFolder.Open(_folder.Path).ReadToEvaluate(["star"], Rules)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LabelMe", "{\"shapes\":[],\"imagePath\":\"a.jpg\"}")]
    [InlineData("Label Studio", "[{\"data\":{\"image\":\"a.jpg\"}}]")]
    [InlineData("results file", "[{\"image_id\":1,\"bbox\":[1,2,3,4]}]")]
    public void Other_formats_are_named(string part, string json)
    {
        _folder.Text("set.json", json);
        Assert.Contains(part, Assert.Throws<DetectionException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cvat_s_own_xml_is_named_and_an_empty_folder_says_what_was_looked_for()
    {
        Assert.Contains("looked for COCO files", Assert.Throws<DetectionException>(Open).Message, StringComparison.Ordinal);
        _folder.Text("annotations.xml", "<annotations><version>1.1</version><image id=\"0\" name=\"a.jpg\" width=\"4\" height=\"4\"/></annotations>");
        Assert.Contains("CVAT's own format", Assert.Throws<DetectionException>(Open).Message, StringComparison.Ordinal);
    }

    private AnnotatedSets Open() => AnnotatedFolder.Open(_folder.Path).ReadParts(Rules);
}
