using System.Collections.Immutable;
using ISyNet.Detection.Annotations;
using ISyNet.Detection.Scenes;
using ISyNet.Graph;
using ISyNet.Images;
using ISyNet.Images.Decoding;

namespace ISyNet.Detection.Tests.Scenes;

/// <summary>Scenes composed from made-up garments: white rectangles of known size on black tiles.</summary>
public sealed class ComposedScenes : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    [Fact]
    public void A_scene_depends_on_seed_and_number_alone()
    {
        var composer = new SceneComposer(Garments(), new SceneOptions(), 3);
        var again = new SceneComposer(Garments(), new SceneOptions(), 3);
        _ = again.Compose(0);
        Assert.Equal(composer.Compose(7).Pixels, again.Compose(7).Pixels);
        Assert.Equal(composer.Compose(7).Objects, again.Compose(7).Objects);
        Assert.NotEqual(composer.Compose(7).Pixels, new SceneComposer(Garments(), new SceneOptions(), 4).Compose(7).Pixels);
    }

    [Fact]
    public void Boxes_are_tight_around_the_garments_and_inside_the_scene()
    {
        var options = new SceneOptions { MaxOverlap = 0, MinTile = 28, MaxTile = 28 };
        var composer = new SceneComposer(Garments(), options, 1);
        for (var i = 0; i < 50; i++)
        {
            var scene = composer.Compose(i);
            Assert.InRange(scene.Objects.Length, 1, 6);
            foreach (var o in scene.Objects)
            {
                // At their own size the rectangles of class c are 10 + 4c wide and 20 high.
                Assert.Equal((10 + (4 * o.Class), 20), (o.Box.Width, o.Box.Height));
                Assert.Equal(o.Box.Area, o.Pixels);
                Assert.Equal(o.Pixels, o.VisiblePixels);
                Assert.Equal(o.Box, o.Box.Within(128, 128));
                for (var y = (int)o.Box.Y; y < o.Box.Bottom; y++)
                    Assert.Equal(255, scene.Pixels[(y * 128) + (int)o.Box.X]);
            }
        }
    }

    [Fact]
    public void A_garment_that_is_mostly_covered_is_marked_as_ignored()
    {
        var composer = new SceneComposer(Garments(), new SceneOptions { MaxOverlap = 0.9, MinVisible = 0.5 }, 2);
        var objects = Enumerable.Range(0, 200).SelectMany(i => composer.Compose(i).Objects).ToArray();
        Assert.Contains(objects, o => o.Ignored);
        Assert.All(objects, o => Assert.Equal(o.VisiblePixels < 0.5 * o.Pixels, o.Ignored));
    }

    [Fact]
    public void The_written_data_set_is_read_back_as_it_was()
    {
        var composer = new SceneComposer(Garments(), new SceneOptions { Size = 96 }, 5);
        var written = SceneDataSet.Write(_folder, "train", composer, 5);
        var read = CocoReader.Read(Path.Combine(_folder, "train.json"), new ReadingRules(CheckFiles: true));
        Assert.Empty(read.Problems);
        Assert.Equal(written.Annotations, read.Value.Annotations);
        Assert.Equal(written.Images, read.Value.Images);
        for (var i = 0; i < 5; i++)
            Assert.Equal(composer.Compose(i).Pixels, ImageDecoder.Decode(read.Value.PathOf(read.Value.Images[i]), Shape.Map(1, 96, 96)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ImageSet Garments()
    {
        var pixels = new byte[3 * 28 * 28];
        for (var c = 0; c < 3; c++)
        {
            for (var y = 4; y < 24; y++)
                pixels.AsSpan((c * 784) + (y * 28) + 5, 10 + (4 * c)).Fill(255);
        }

        return new ImageSet("rectangles", Shape.Map(1, 28, 28), [.. new[] { "narrow", "middle", "wide" }], pixels, ImmutableArray.Create(0, 1, 2));
    }
}
