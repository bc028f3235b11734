using System.Collections.Immutable;
using ISyNet.Graph;

namespace ISyNet.Training.Augmentation.RandAugment;

/// <summary>Changes a picture of 8-bit pixels, CHW, by a magnitude L of 0 to 10.</summary>
internal delegate void PictureChange(ReadOnlySpan<byte> source, Span<byte> target, Shape shape, double magnitude, SeededRandom random);

/// <summary>One operation of RandAugment.</summary>
/// <param name="Name">The field's name of it.</param>
/// <param name="Apply">What it does.</param>
internal sealed record PictureOperation(string Name, PictureChange Apply)
{
    /// <summary>All operations of the paper's release, ranges as docs/augmentation.md lists them.</summary>
    public static ImmutableArray<PictureOperation> All { get; } =
    [
        new("AutoContrast", Tones.AutoContrast),
        new("Equalize", Tones.Equalize),
        new("Invert", Tones.Invert),
        new("Rotate", Geometry.Rotate),
        new("PosterizeTpu", Tones.Posterize),
        new("Solarize", Tones.Solarize),
        new("SolarizeAdd", Tones.SolarizeAdd),
        new("Color", Enhancement.Color),
        new("Contrast", Enhancement.Contrast),
        new("Brightness", Enhancement.Brightness),
        new("Sharpness", Enhancement.Sharpness),
        new("ShearX", Geometry.ShearX),
        new("ShearY", Geometry.ShearY),
        new("TranslateX", Geometry.TranslateX),
        new("TranslateY", Geometry.TranslateY),
        new("Zoom", Geometry.Zoom),
        new("Blur", Enhancement.Blur),
        new("Skew", Geometry.Skew),
        new("Distort", Geometry.Distort),
    ];

    /// <summary>A level with a random sign.</summary>
    public static double Signed(double level, SeededRandom random) => random.NextBool() ? level : -level;
}
