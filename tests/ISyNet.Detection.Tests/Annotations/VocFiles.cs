using ISyNet.Detection.Annotations;

namespace ISyNet.Detection.Tests.Annotations;

/// <summary>Pascal VOC annotations as they are published, and broken ones.</summary>
public sealed class VocFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isynet-voc-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Corners_become_boxes_and_difficult_objects_are_ignored()
    {
        // 8..69 and 12..50, both ends included and counted from 1: 62 x 39 pixels from (7, 11).
        Make("a.xml", """
            <annotation><filename>a.jpg</filename><size><width>353</width><height>500</height><depth>3</depth></size>
            <object><name>dog</name><difficult>0</difficult><bndbox><xmin>8</xmin><ymin>12</ymin><xmax>69</xmax><ymax>50</ymax></bndbox></object>
            <object><name>cat</name><difficult>1</difficult><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>353</xmax><ymax>500</ymax></bndbox></object>
            </annotation>
            """);
        var (data, problems) = VocReader.Read(_folder);
        Assert.Empty(problems);
        Assert.Equal(["cat", "dog"], data.Categories.Select(c => c.Name));
        Assert.Equal(new BoxAnnotation(1, 1, 2, new Box(7, 11, 62, 39), 62 * 39), data.Annotations[0]);
        Assert.True(data.Annotations[1].Ignored);
    }

    [Fact]
    public void A_broken_file_is_named_and_the_others_are_read()
    {
        Make("a.xml", "<annotation><filename>a.jpg</filename>");
        Make("b.xml", "<annotation><filename>b.jpg</filename><size><width>10</width><height>10</height></size></annotation>");
        var (data, problems) = VocReader.Read(_folder, rules: new ReadingRules(MostUnsound: 0.5));
        Assert.Equal("b.jpg", Assert.Single(data.Images).File);
        Assert.Contains("a.xml", Assert.Single(problems).ToString(), StringComparison.Ordinal);
        Assert.Throws<DetectionException>(() => VocReader.Read(_folder));
    }

    private void Make(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
