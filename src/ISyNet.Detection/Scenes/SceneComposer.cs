using System.Collections.Immutable;
using ISyNet.Detection.Annotations;
using ISyNet.Images;

namespace ISyNet.Detection.Scenes;

/// <summary>
/// Composes scenes from pictures of single garments on black (Fashion-MNIST): several sizes, overlaps, clutter. Scene i depends on
/// seed and i alone. Thread-safe.
/// </summary>
public sealed class SceneComposer
{
    private const int Attempts = 20;
    private readonly ImageSet _garments;
    private readonly SceneOptions _options;
    private readonly ulong _seed;

    /// <summary>Makes a composer.</summary>
    /// <param name="garments">Grey pictures of one garment each; scenes for training must take other ones than scenes for tests.</param>
    /// <param name="options">How scenes look.</param>
    /// <param name="seed">Decides everything.</param>
    /// <exception cref="DetectionException">The pictures are not grey, or an option is out of range.</exception>
    public SceneComposer(ImageSet garments, SceneOptions options, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(garments);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        if (garments.Shape.Channels != 1 || garments.Count == 0)
            throw new DetectionException($"{garments.Name}: scenes are composed from grey pictures, not from {garments.Count} of {garments.Shape}");
        (_garments, _options, _seed) = (garments, options, seed);
    }

    /// <summary>One name per class.</summary>
    public ImmutableArray<string> ClassNames => _garments.ClassNames;

    /// <summary>Side of a scene in pixels.</summary>
    public int Size => _options.Size;

    /// <summary>Composes a scene.</summary>
    public Scene Compose(int index)
    {
        var random = new SeededRandom(_seed, (ulong)index);
        var size = _options.Size;
        var pixels = Background.Draw(size, random);
        var owners = new int[size * size];
        Array.Fill(owners, -1);
        var placed = new List<Placed>();
        for (var wanted = 1 + random.NextInt(_options.MaxObjects); wanted > 0; wanted--)
        {
            if (Place(random, placed) is not { } garment)
                continue;
            Paint(pixels, owners, garment, placed.Count);
            placed.Add(garment);
        }

        return new Scene(Array.ConvertAll(pixels, p => (byte)Math.Clamp(MathF.Round(p), 0, 255)), [.. placed.Select((p, i) => Describe(p, i, owners))]);
    }

    /// <summary>Finds a place where the garment covers no box too much; null if there is none.</summary>
    private Placed? Place(SeededRandom random, List<Placed> placed)
    {
        // Sizes are spread evenly over their logarithm: a scene has as many small ones as large ones.
        var tile = _options.MinTile * Math.Pow(_options.MaxTile / _options.MinTile, random.NextDouble());
        if (Garment.FromImage(_garments, random.NextInt(_garments.Count), tile) is not { } garment || garment.Width > _options.Size || garment.Height > _options.Size)
            return null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var place = new Placed(garment, random.NextInt(_options.Size - garment.Width + 1), random.NextInt(_options.Size - garment.Height + 1));
            if (placed.All(other => Overlap(place, other) <= _options.MaxOverlap))
                return place;
        }

        return null;
    }

    private void Paint(float[] pixels, int[] owners, Placed placed, int number)
    {
        var garment = placed.Garment;
        for (var i = 0; i < garment.Values.Length; i++)
        {
            var at = ((placed.Y + (i / garment.Width)) * _options.Size) + placed.X + (i % garment.Width);
            pixels[at] += (garment.Values[i] - pixels[at]) * garment.Opacity[i];
            owners[at] = garment.Opacity[i] >= Garment.Visible ? number : owners[at];
        }
    }

    private SceneObject Describe(Placed placed, int number, int[] owners)
    {
        var garment = placed.Garment;
        var visible = owners.Count(owner => owner == number);
        var whole = garment.Opacity.Count(opacity => opacity >= Garment.Visible);
        return new SceneObject(garment.Class, new Box(placed.X, placed.Y, garment.Width, garment.Height), whole, visible, visible < _options.MinVisible * whole);
    }

    /// <summary>Common area over the smaller one's.</summary>
    private static double Overlap(Placed a, Placed b)
    {
        var width = Math.Min(a.X + a.Garment.Width, b.X + b.Garment.Width) - Math.Max(a.X, b.X);
        var height = Math.Min(a.Y + a.Garment.Height, b.Y + b.Garment.Height) - Math.Max(a.Y, b.Y);
        var smaller = Math.Min(a.Garment.Width * a.Garment.Height, b.Garment.Width * b.Garment.Height);
        return width > 0 && height > 0 ? width * (double)height / smaller : 0;
    }

    private sealed record Placed(Garment Garment, int X, int Y);
}
