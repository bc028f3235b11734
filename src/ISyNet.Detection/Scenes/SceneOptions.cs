namespace ISyNet.Detection.Scenes;

/// <summary>The options of composed scenes.</summary>
public sealed record SceneOptions
{
    /// <summary>Side of the square scene in pixels, 64 to 1024.</summary>
    public int Size { get; init; } = 128;

    /// <summary>Largest number of objects in a scene, 1 to 16; a scene has at least one.</summary>
    public int MaxObjects { get; init; } = 6;

    /// <summary>Side of the smallest garment's tile, before its margins are cropped, in pixels.</summary>
    public double MinTile { get; init; } = 24;

    /// <summary>Side of the largest garment's tile.</summary>
    public double MaxTile { get; init; } = 72;

    /// <summary>Largest fraction of the smaller of two boxes that may be covered when a garment is placed.</summary>
    public double MaxOverlap { get; init; } = 0.4;

    /// <summary>Garments are marked as ignored if less than this fraction is visible at the end.</summary>
    public double MinVisible { get; init; } = 0.4;

    /// <summary>The options for another size of scenes; the garments are scaled with it.</summary>
    public static SceneOptions FromSize(int size)
    {
        var usual = new SceneOptions();
        return usual with { Size = size, MinTile = Math.Max(8, usual.MinTile * size / usual.Size), MaxTile = usual.MaxTile * size / usual.Size };
    }

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="DetectionException">One is out of range; the message names it.</exception>
    public void Check()
    {
        if (Size is < 64 or > 1024)
            throw new DetectionException($"a scene is 64 to 1024 pixels wide, not {Size}");
        if (MaxObjects is < 1 or > 16)
            throw new DetectionException($"a scene has 1 to 16 objects, not {MaxObjects}");
        if (!(MinTile >= 8 && MinTile <= MaxTile && MaxTile <= Size))
            throw new DetectionException($"garments are 8 to {Size} pixels wide, the smallest not above the largest, not {MinTile} to {MaxTile}");
    }
}
