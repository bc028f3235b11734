namespace ISyNet.Images;

/// <summary>A picture brought to the size that a network takes, whole, at the left top corner.</summary>
/// <param name="Pixels">8-bit pixels, CHW.</param>
/// <param name="Width">Columns of the picture itself.</param>
/// <param name="Height">Rows of the picture itself.</param>
/// <param name="Scale">Pixels of the result per pixel of the picture.</param>
public sealed record FittedPicture(byte[] Pixels, int Width, int Height, double Scale)
{
    /// <summary>The grey value beside and below the picture.</summary>
    public const byte Filling = 114;
}
