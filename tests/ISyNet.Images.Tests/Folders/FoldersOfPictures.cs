using ISyNet.Graph;
using ISyNet.Images.Decoding;

namespace ISyNet.Images.Tests.Folders;

/// <summary>Folders of pictures as people have them.</summary>
public sealed class FoldersOfPictures : IDisposable
{
    private static readonly PictureReading Reading = new(Shape.Map(3, 4, 4));
    private readonly DrawnFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folders_that_are_no_class_are_passed_over_and_named()
    {
        _folder.Pictures("disc", 10).Pictures("square", 10).Folder("unused")
            .File(".DS_Store").File(".ipynb_checkpoints/a.png").File("__MACOSX/disc/._000.png").File("@eaDir/disc/x.jpg")
            .Pictures("bar", 3, ".tif").Pictures("bar", 2, ".PPM").File("disc/Thumbs.db").File("square/._000.png");
        var data = Open();
        Assert.Equal(["disc", "square"], data.Training.ClassNames);
        Assert.Equal(20, data.Training.Count + data.Test.Count);
        var note = Assert.Single(data.Notes, note => note.Contains("passed over", StringComparison.Ordinal));
        Assert.Contains("5 pictures in a format that is not read (.ppm 2, .tif 3)", note, StringComparison.Ordinal);
        Assert.Contains("2 folders without a picture that can be read (bar, unused)", note, StringComparison.Ordinal);
        Assert.Contains("5 hidden or system files and folders", note, StringComparison.Ordinal);
        Assert.Contains("1 other files (.db)", note, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', note);
    }

    [Theory]
    [InlineData("train", "valid")]
    [InlineData("Train", "validation")]
    [InlineData("Training", "Testing")]
    [InlineData("training_set", "test_set")]
    [InlineData("train2017", "val2017")]
    [InlineData("seg_train/seg_train", "seg_test/seg_test")]
    [InlineData("images/train", "images/val")]
    public void Parts_go_by_many_names(string train, string judged)
    {
        _folder.Pictures($"{train}/a", 3).Pictures($"{train}/b", 4).Pictures($"{judged}/a", 2).Pictures($"{judged}/b", 1);
        var data = Open();
        Assert.Equal([3, 4], data.Training.ClassCounts());
        Assert.Equal([2, 1], data.Test.ClassCounts());
        Assert.DoesNotContain(data.Notes, note => note.Contains("passed over", StringComparison.Ordinal));
    }

    [Fact]
    public void A_test_part_judges_and_what_is_not_used_is_said()
    {
        _folder.Pictures("train/a", 3).Pictures("train/b", 3).Pictures("val/a", 2).Pictures("test/a", 1).Pictures("test/c", 5).Pictures("extra/z", 1);
        var data = Open();
        Assert.Equal(["a", "b"], data.Test.ClassNames);
        Assert.Equal([1, 0], data.Test.ClassCounts());
        var name = Path.GetFileName(_folder.Path);
        Assert.Equal(($"{name} training", $"{name} test"), (data.Training.Name, data.Test.Name));
        var note = Assert.Single(data.Notes);
        Assert.Contains("5 pictures in test of classes that the training part does not have (c 5)", note, StringComparison.Ordinal);
        Assert.Contains("2 pictures of a part that is not used (val 2)", note, StringComparison.Ordinal);
        Assert.Contains("1 folders next to the parts (extra)", note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_part_without_labels_leaves_judging_to_the_validation_part()
    {
        _folder.Pictures("train/a", 3).Pictures("train/b", 3).Pictures("val/a", 2).Pictures("test/images", 4);
        var data = Open();
        Assert.Equal([2, 0], data.Test.ClassCounts());
        Assert.Contains("4 pictures of a part that is not used (test 4)", Assert.Single(data.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_without_a_class_in_common_are_refused()
    {
        _folder.Pictures("train/a", 3).Pictures("train/b", 3).Pictures("val/c", 2);
        Assert.Contains("no picture of a class that", Assert.Throws<ImageException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_part_alone_is_divided_and_that_is_said()
    {
        _folder.Pictures("train/a", 10).Pictures("train/b", 10);
        var data = Open();
        Assert.Equal([2, 2], data.Test.ClassCounts());
        Assert.Contains("4 of 20 pictures", Assert.Single(data.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_may_be_called_like_a_part()
    {
        _folder.Pictures("train", 5).Pictures("bus", 5).Pictures("test tube", 5);
        Assert.Equal(["bus", "test tube", "train"], Open().Training.ClassNames);
    }

    [Fact]
    public void Two_folders_for_one_part_are_an_error()
    {
        _folder.Pictures("train_a/x", 2).Pictures("train_a/y", 2).Pictures("train_b/x", 2).Pictures("train_b/y", 2);
        Assert.Contains("'train_a' and 'train_b'", Assert.Throws<ImageException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tiny_imagenet_s_layout_is_read_by_its_list()
    {
        foreach (var name in new[] { "n1", "n2" })
            _folder.Pictures($"tiny/train/{name}/images", 5, ".JPEG").File($"tiny/train/{name}/{name}_boxes.txt");
        _folder.Pictures("tiny/val/images", 4, ".JPEG").Pictures("tiny/test/images", 3, ".JPEG");
        File.WriteAllLines(_folder["tiny/val/val_annotations.txt"], ["000.JPEG\tn2\t0\t0\t9\t9", "001.JPEG\tn1\t0\t0\t9\t9", "002.JPEG\tn2\t0\t0\t9\t9", "gone.JPEG\tn1\t0\t0\t9\t9"]);
        var data = Open();
        Assert.Equal([5, 5], data.Training.ClassCounts());
        Assert.Equal([1, 2], data.Test.ClassCounts());
        Assert.Contains("the data set is in 'tiny'", data.Notes[0], StringComparison.Ordinal);
        Assert.Contains("1 pictures that val_annotations.txt does not name (003.JPEG)", data.Notes[1], StringComparison.Ordinal);
        Assert.Contains("1 lines of val_annotations.txt without their picture (gone.JPEG)", data.Notes[1], StringComparison.Ordinal);
        Assert.Contains("3 pictures of a part that is not used (test 3)", data.Notes[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Several_data_sets_in_a_folder_are_named()
    {
        _folder.Pictures("data/one/train/a", 2).Pictures("data/one/train/b", 2).Pictures("data/one/val/a", 2);
        Assert.Contains("the data set is in 'data/one'", Open().Notes[0], StringComparison.Ordinal);
        _folder.Pictures("data/two/train/a", 2).Pictures("data/two/train/b", 2).Pictures("data/two/val/a", 2);
        // Two folders of pictures are two classes, unless they hold parts.
        Assert.Contains("contains several data sets (data/one, data/two)", Assert.Throws<ImageException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_name_in_two_unicode_forms_is_one_class()
    {
        _folder.Pictures("train/caf\u00e9", 3).Pictures("train/nai\u0308ve", 3).Pictures("val/cafe\u0301", 2).Pictures("val/na\u00efve ", 1)
            .Pictures("train/\u1112\u1161\u11ab", 2).Pictures("val/\ud55c", 2);
        var data = Open();
        Assert.Equal(["caf\u00e9", "na\u00efve", "\ud55c"], data.Training.ClassNames);
        Assert.Equal([2, 1, 2], data.Test.ClassCounts());
        Assert.Empty(data.Notes);
    }

    [Fact]
    public void Links_are_followed_once_and_broken_ones_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "links need rights on Windows");
        _folder.Pictures("data/disc", 10).Pictures("elsewhere/square", 9);
        Directory.CreateSymbolicLink(_folder["data/square"], _folder["elsewhere/square"]);
        Directory.CreateSymbolicLink(_folder["data/disc/loop"], _folder["data"]);
        Directory.CreateSymbolicLink(_folder["data/disc/again"], "../disc");
        File.CreateSymbolicLink(_folder["data/disc/gone.png"], _folder["data/nowhere.png"]);
        File.CreateSymbolicLink(_folder["data/disc/self.png"], "self.png");
        File.CreateSymbolicLink(_folder["data/disc/other.png"], _folder["elsewhere/square/000.png"]);
        var data = ImageData.Open(_folder["data"], Reading);
        Assert.Equal([11, 9], data.Training.ClassCounts().Zip(data.Test.ClassCounts(), (a, b) => a + b));
        var note = data.Notes.Single(note => note.Contains("passed over", StringComparison.Ordinal));
        Assert.Contains("2 broken links (gone.png, self.png)", note, StringComparison.Ordinal);
        Assert.Contains("2 links that lead back to a folder above (again, loop)", note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("holds one class", "a/000.png")]
    [InlineData("one folder per class", "000.png")]
    [InlineData("'set.zip' in it is an archive", "set.zip")]
    [InlineData("'list.csv' in it lists", "list.csv")]
    [InlineData("3 pictures in a format that is not read", "a/1.tif", "a/2.tif", "b/3.tif")]
    public void A_folder_that_is_no_data_set_says_why(string part, params string[] files)
    {
        foreach (var file in files)
            _folder.File(file);
        var error = Assert.Throws<ImageException>(Open).Message;
        Assert.DoesNotContain('\n', error);
        if (part != "holds one class")
            Assert.Contains(part, error, StringComparison.Ordinal);
    }

    private ImageData Open() => ImageData.Open(_folder.Path, Reading);
}
