using ISyNet.Images.Resizing;

namespace ISyNet.Images;

/// <summary>A rectangle of a picture that is resized to an image as if it were the whole picture.</summary>
/// <param name="Top">Its first row.</param>
/// <param name="Left">Its first column.</param>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Interpolation">The interpolation; its kernel is as wide as the reduction.</param>
public readonly record struct PictureCrop(int Top, int Left, int Height, int Width, PictureInterpolation Interpolation);

/// <summary>Chooses a rectangle of a picture by the picture's size.</summary>
/// <param name="height">Rows of the upright picture.</param>
/// <param name="width">Columns of the upright picture.</param>
public delegate PictureCrop CropChoice(int height, int width);
